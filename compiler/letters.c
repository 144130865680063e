/* letters.c: which code points make names, and which names are equal.
 *
 * Unicode's own lists of identifiers do not fit mathematics: to them `ᵀ` is a
 * letter, and neither a prime nor a subscript belongs to a name.
 */
#include "letters.h"

#include <utf8proc.h>

bool letter_is_raised(int32_t code)
{
    return utf8proc_get_property(code)->decomp_type
        == UTF8PROC_DECOMP_TYPE_SUPER;
}

bool letter_starts(int32_t code)
{
    if (code < 0x80)
        return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z')
            || code == '_';
    if (code == 0x2206)             /* ∆, the increment: another Δ */
        return true;
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_NL:
        return !letter_is_raised(code);
    default:
        return false;
    }
}

bool letter_is_mark(int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

bool letter_continues(int32_t code)
{
    if (code < 0x80)
        return letter_starts(code) || (code >= '0' && code <= '9');
    return letter_starts(code) || letter_is_mark(code)
        || (code >= 0x2032 && code <= 0x2034)       /* ′ ″ ‴ */
        || utf8proc_category(code) == UTF8PROC_CATEGORY_ND
        || utf8proc_get_property(code)->decomp_type
               == UTF8PROC_DECOMP_TYPE_SUB;
}

bool code_turns_text(int32_t code)
{
    return (code >= 0x202a && code <= 0x202e)
        || (code >= 0x2066 && code <= 0x2069)
        || code == 0x200e || code == 0x200f || code == 0x061c;
}

bool code_is_control(int32_t code)
{
    return (code < 0x20 && code != '\t' && code != '\n') || code == 0x7f;
}

Text name_fold(Arena *arena, Text name)
{
    Buffer buffer = buffer_create(arena);
    const char *at = name.at, *end = at + name.length;
    while (at < end) {
        const char *here = at;
        switch (text_decode(&at, end)) {
        case 0xb5:   buffer_puts(&buffer, "μ"); break;
        case 0x2206: buffer_puts(&buffer, "Δ"); break;
        case 0x2033: buffer_puts(&buffer, "′′"); break;
        case 0x2034: buffer_puts(&buffer, "′′′"); break;
        default: buffer_add(&buffer, (Text){here, (size_t)(at - here)});
        }
    }
    Text folded = buffer_text(&buffer);
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)folded.at;
    utf8proc_ssize_t length = (utf8proc_ssize_t)folded.length;
    utf8proc_option_t options = UTF8PROC_COMPOSE | UTF8PROC_STABLE;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, length, NULL, 0,
                                                options);
    if (count <= 0)
        return folded;
    utf8proc_int32_t *codes = NEW_ARRAY(arena, utf8proc_int32_t, count);
    utf8proc_decompose(bytes, length, codes, count, options);
    count = utf8proc_normalize_utf32(codes, count, options);
    Buffer out = buffer_create(arena);
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        char encoded[4];
        utf8proc_ssize_t size = utf8proc_encode_char(
            codes[i], (utf8proc_uint8_t *)encoded);
        buffer_add(&out, (Text){encoded, (size_t)size});
    }
    return buffer_text(&out);
}

Text letter_bare(Arena *arena, Text letter, uint32_t most, int32_t *marks,
                 uint32_t *count)
{
    enum { MOST = 32 };
    utf8proc_int32_t codes[MOST];
    char encoded[4] = "";
    utf8proc_ssize_t n = utf8proc_decompose(
        (const utf8proc_uint8_t *)letter.at, (utf8proc_ssize_t)letter.length,
        codes, MOST, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
    *count = 0;
    if (n <= 0 || n > MOST)
        return letter;
    for (utf8proc_ssize_t i = 1; i < n && *count < most; i++)
        marks[(*count)++] = codes[i];
    utf8proc_ssize_t size =
        utf8proc_encode_char(codes[0], (utf8proc_uint8_t *)encoded);
    return text_copy(arena, (Text){encoded, (size_t)size});
}
