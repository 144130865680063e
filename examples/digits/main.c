/* digits: trains the network of digits.g on four fifths of the images and
 * tests it on the fifth that it has not seen.
 *
 *     digits_init       the params, drawn from a seed
 *     digits_forward    32 images at once: the loss of each
 *     digits_backward   ∂loss/∂param of all params
 *     digits_infer      the digits, for the test
 *
 * The step is gradient descent with momentum. Everything is drawn by the
 * counter-based generator of the runtime: each run gives the same bits.
 */
#include "digits.h"
#include "gg_host.h"

#include <stdlib.h>

enum {
    B = digits_B, PIXELS = digits_pixels, CLASSES = digits_classes,
    EPOCHS = 30
};

typedef struct Digits {
    double (*x)[PIXELS];
    int32_t *y;
    size_t n;               /* images in all */
    size_t trained;         /* of these the first are for training */
} Digits;

/* What a call takes, and what it makes of it. The images are given by a
 * pointer to const: C before C23 turns double [B][PIXELS] into the
 * const double [B][PIXELS] of the prototypes in no other way. */
typedef struct Images {
    double x[B][PIXELS];
    int32_t y[B];
} Images;

typedef struct Batch {
    digits_vector p;
    Images images;
    const Images *in;       /* &images */
    int32_t digit[B];
    double J[B];
    digits_work work;
    digits_infer_work infer_work;
} Batch;

/* -- data -- */

/* Fisher and Yates: every order of order[0..n) is as likely. */
static void shuffle(size_t *order, size_t n, uint32_t stream)
{
    size_t i;

    for (i = n; i > 1; i--) {
        const double u = gg_uniform(2024, stream, i);
        const size_t k = (size_t)(u * (double)i), other = order[k];

        order[k] = order[i - 1];
        order[i - 1] = other;
    }
}

/* Reads the images, in an order drawn once. */
static int digits_read(Digits *digits, const char *path)
{
    gg_table table;
    gg_error error;
    size_t *order, i, j;

    if (gg_table_read(&table, path, 0, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        return -1;
    }
    if (table.columns != PIXELS + 1) {
        fprintf(stderr, "%s: a line is not an image and a digit\n", path);
        gg_table_free(&table);
        return -1;
    }
    digits->n = table.rows;
    digits->trained = table.rows - table.rows / 5;
    digits->x = malloc(table.rows * sizeof *digits->x);
    digits->y = malloc(table.rows * sizeof *digits->y);
    order = malloc(table.rows * sizeof *order);
    if (digits->x == NULL || digits->y == NULL || order == NULL)
        abort();
    for (i = 0; i < table.rows; i++)
        order[i] = i;
    shuffle(order, table.rows, 0);
    for (i = 0; i < table.rows; i++) {
        const double *row = table.data + order[i] * table.columns;

        for (j = 0; j < PIXELS; j++)
            digits->x[i][j] = row[j] / 16.0;
        digits->y[i] = (int32_t)row[PIXELS];
    }
    free(order);
    gg_table_free(&table);
    return 0;
}

static void batch_set(Batch *batch, int at, const Digits *digits, size_t i)
{
    int j;

    for (j = 0; j < PIXELS; j++)
        batch->images.x[at][j] = digits->x[i][j];
    batch->images.y[at] = digits->y[i];
}

/* -- the gradient -- */

/* The mean loss of the batch and its derivative by all params. */
static double batch_gradient(Batch *batch, digits_vector *d_p)
{
    double d_J[B], loss = 0.0;
    int i;

    /* loss = 1/B Σ J[i], so that ∂loss/∂J[i], the seed, is 1/B. */
    for (i = 0; i < B; i++)
        d_J[i] = 1.0 / B;
    if (digits_forward(&batch->p.params, batch->in->x, batch->in->y,
                       batch->digit, batch->J, &batch->work) != GG_OK
        || digits_backward(&batch->p.params, batch->in->x, batch->in->y, d_J,
                           &d_p->params, NULL, &batch->work) != GG_OK) {
        fprintf(stderr, "%s\n", gg_status_text(GG_INDEX));
        exit(1);
    }
    for (i = 0; i < B; i++)
        loss += batch->J[i] / B;
    return loss;
}

/* The loss alone, as the gradient check wants it. */
static double batch_loss(void *context)
{
    Batch *batch = context;
    double loss = 0.0;
    int i;

    (void)digits_infer(&batch->p.params, batch->in->x, batch->in->y,
                       batch->digit, batch->J, &batch->infer_work);
    for (i = 0; i < B; i++)
        loss += batch->J[i] / B;
    return loss;
}

/* A hidden unit that is off for all images has derivatives of 0, which would
 * prove nothing. */
static int check_part(Batch *batch, const char *name, double *p,
                      const double *d_p, size_t n)
{
    const gg_gradient_report report =
        gg_check_gradient(batch_loss, batch, p, d_p, n);
    double largest = 0.0;
    size_t i;
    int fine;

    for (i = 0; i < n; i++)
        largest = gg_max(largest, gg_abs(d_p[i]));
    fine = report.worst <= 1e-6 && largest > 0.0;
    printf("  %-4s by %s %3u derivatives up to %.2f, "
           "largest relative error %.0e\n", fine ? "ok" : "FAIL", name,
           (unsigned)n, largest, report.worst);
    return !fine;
}

/* The derivatives by a good part of the params against differences
 * (loss(p + h) - loss(p - h)) / 2h; all 2,410 would take a while. */
static int check_gradient(Batch *batch, const Digits *digits)
{
    digits_vector d_p;
    int i, failed = 0;

    for (i = 0; i < B; i++)
        batch_set(batch, i, digits, (size_t)i);
    (void)batch_gradient(batch, &d_p);
    printf("gradient check: what digits_backward says, against two-sided "
           "differences\n");
    failed += check_part(batch, "W₁, hidden unit 0", batch->p.params.W1[0],
                         d_p.params.W1[0], digits_pixels);
    failed += check_part(batch, "b₁               ", batch->p.params.b1,
                         d_p.params.b1, digits_hidden);
    failed += check_part(batch, "W₂, the digit 3  ", batch->p.params.W2[3],
                         d_p.params.W2[3], digits_hidden);
    failed += check_part(batch, "b₂               ", batch->p.params.b2,
                         d_p.params.b2, CLASSES);
    return failed;
}

/* -- training and test -- */

/* One way through the training images; the mean loss. v is the velocity. */
static double train(Batch *batch, const Digits *digits, digits_vector *v,
                    size_t *order, int epoch)
{
    const double rate = 0.1, momentum = 0.9;
    const size_t batches = digits->trained / B;
    digits_vector d_p;
    double loss = 0.0;
    size_t k;
    int i;

    shuffle(order, digits->trained, (uint32_t)epoch);
    for (k = 0; k < batches; k++) {
        for (i = 0; i < B; i++)
            batch_set(batch, i, digits, order[k * B + (size_t)i]);
        loss += batch_gradient(batch, &d_p) / (double)batches;
        for (i = 0; i < digits_NPARAMS; i++) {
            v->values[i] = momentum * v->values[i] - rate * d_p.values[i];
            batch->p.values[i] += v->values[i];
        }
    }
    return loss;
}

/* What the network says of the images from `first` on; the last batch is
 * filled up with images that do not count. */
static size_t test(Batch *batch, const Digits *digits, size_t first, size_t end,
                   int32_t *says)
{
    size_t i, k, right = 0;

    for (i = first; i < end; i += B) {
        for (k = 0; k < B; k++)
            batch_set(batch, (int)k, digits, i + k < end ? i + k : first);
        (void)digits_infer(&batch->p.params, batch->in->x, batch->in->y,
                           batch->digit, batch->J, &batch->infer_work);
        for (k = 0; k < B && i + k < end; k++) {
            says[i + k] = batch->digit[k];
            right += batch->digit[k] == batch->in->y[k];
        }
    }
    return right;
}

/* -- showing -- */

static void show_confusion(const Digits *digits, const int32_t *says)
{
    int count[CLASSES][CLASSES] = {{0}}, i, j;
    size_t k;

    for (k = digits->trained; k < digits->n; k++)
        count[digits->y[k]][says[k]]++;
    printf("\na line for each digit, a column for what it was taken for:\n\n  ");
    for (j = 0; j < CLASSES; j++)
        printf("%4d", j);
    printf("\n");
    for (i = 0; i < CLASSES; i++) {
        printf("%2d", i);
        for (j = 0; j < CLASSES; j++)
            if (count[i][j] > 0)
                printf("%4d", count[i][j]);
            else
                printf("   .");
        printf("\n");
    }
    printf("\n");
}

/* Five images side by side; two characters make a pixel about square. */
static void show_images(const Digits *digits, const int32_t *says,
                        const size_t chosen[5])
{
    static const char ink[] = " .:-=+*#%@";
    int row, column, k;

    for (k = 0; k < 5; k++) {
        const int is = (int)digits->y[chosen[k]], said = (int)says[chosen[k]];

        if (said == is)
            printf("  %d               ", is);
        else
            printf("  %d taken for %d   ", is, said);
    }
    printf("\n");
    for (row = 0; row < 8; row++) {
        for (k = 0; k < 5; k++) {
            printf("  ");
            for (column = 0; column < 8; column++) {
                const double x = digits->x[chosen[k]][8 * row + column];
                const char c = ink[(int)(x * 9.0)];

                printf("%c%c", c, c);
            }
        }
        printf("\n");
    }
    printf("\n");
}

/* Ten of the test: mistakes first, of which there should be a few, then
 * others. */
static void show_ten(const Digits *digits, const int32_t *says)
{
    size_t chosen[10], count = 0, i;

    for (i = digits->trained; i < digits->n && count < 5; i++)
        if (says[i] != digits->y[i])
            chosen[count++] = i;
    for (i = digits->trained; i < digits->n && count < 10; i++)
        if (says[i] == digits->y[i])
            chosen[count++] = i;
    if (count < 10)
        return;
    printf("ten of them, mistakes first:\n\n");
    show_images(digits, says, chosen);
    show_images(digits, says, chosen + 5);
}

int main(void)
{
    static digits_vector velocity;              /* zeros */
    Digits digits;
    Batch *batch = malloc(sizeof *batch);
    gg_progress progress = gg_progress_start(stdout);
    size_t *order, right, tested, i;
    int32_t *says;
    int epoch, failed;

    if (batch == NULL || digits_read(&digits, "digits.csv") != 0)
        return 1;
    batch->in = &batch->images;
    order = malloc(digits.trained * sizeof *order);
    says = malloc(digits.n * sizeof *says);
    if (order == NULL || says == NULL)
        return 1;
    for (i = 0; i < digits.trained; i++)
        order[i] = i;
    tested = digits.n - digits.trained;
    printf("%u images to learn from, %u to be tested on\n"
           "%d params, %u bytes of work area for %d images, %u to infer\n\n",
           (unsigned)digits.trained, (unsigned)tested, (int)digits_NPARAMS,
           (unsigned)sizeof(digits_work), (int)B,
           (unsigned)sizeof(digits_infer_work));

    digits_init(&batch->p.params, 1);
    failed = check_gradient(batch, &digits);

    printf("\ntraining: gradient descent with momentum, %d images a step\n",
           (int)B);
    for (epoch = 1; epoch <= EPOCHS; epoch++) {
        const double loss = train(batch, &digits, &velocity, order, epoch);

        right = test(batch, &digits, digits.trained, digits.n, says);
        if (progress.terminal || epoch == 1 || epoch % 5 == 0)
            gg_progress_show(&progress,
                             "  epoch %2d   loss %.4f   %.1f %% of the test "
                             "right", epoch, loss,
                             100.0 * (double)right / (double)tested);
    }
    gg_progress_end(&progress);

    right = test(batch, &digits, digits.trained, digits.n, says);
    printf("\n%-4s %u of %u images never seen before are right: %.1f %%; 95 %% "
           "are asked for\n", 20 * right >= 19 * tested ? "ok" : "FAIL",
           (unsigned)right, (unsigned)tested,
           100.0 * (double)right / (double)tested);
    failed += 20 * right < 19 * tested;
    show_confusion(&digits, says);
    show_ten(&digits, says);

    free(says);
    free(order);
    free(digits.y);
    free(digits.x);
    free(batch);
    return failed != 0;
}
