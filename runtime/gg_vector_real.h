/* gg_vector_real.h: a part of gg_vector.h, in one real type: GG_REAL, with GG_NAME(g)
 * the name of a function.
 */

/* What a tile reads of its columns, side by side: to[width k + c] is
 * from[column_step c + term_step k] for k < terms and c < columns, and 0 for
 * columns <= c < width. */
GG_INLINE void GG_NAME(gg_pack)(GG_REAL *to, int width, const GG_REAL *from,
                                ptrdiff_t column_step, ptrdiff_t term_step,
                                int columns, int terms)
{
    int k = 0;
    if (term_step == 1 && columns == width && width % 4 == 0)
        for (; k + 4 <= terms; k += 4)
            for (int c = 0; c < width; c += 4)
                GG_NAME(gg_pack_square)(to + width * k + c, width,
                                  from + column_step * c + k,
                                  column_step);
    if (column_step == 1 && columns == width)
        for (; k < terms; k++)
            GG_COPY(to + width * k, from + term_step * k,
                          (size_t)width * sizeof *to);
    /* Counted down: else gcc 12 warns, where nothing is left, of 2^28 turns. */
    for (int left = terms - k; left > 0; left--, k++)
        for (int c = 0; c < width; c++)
            to[width * k + c] =
                c < columns ? from[column_step * c + term_step * k] : 0;
}

/* The other way: to[width i + k] is from[step k + i] for i < n and k < width,
 * which is 4 at least.  The last square of four may overlap the one before. */
GG_INLINE void GG_NAME(gg_unpack)(GG_REAL *to, const GG_REAL *from, int step,
                                  int width, int n)
{
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < width; k += 4) {
            const int first = k + 4 <= width ? k : width - 4;
            GG_NAME(gg_pack_square)(to + width * i + first, width,
                                    from + step * first + i, step);
        }
    /* Counted down as above. */
    for (int left = n - i; left > 0; left--, i++)
        for (int k = 0; k < width; k++)
            to[width * i + k] = from[step * k + i];
}
