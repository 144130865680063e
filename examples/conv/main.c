/* conv: trains the convolutional network of conv.g on four fifths of the
 * images of ../digits, by the step that conv_step takes, and tests it on the
 * fifth that it has not seen.
 */
#include "conv.h"
#include "gg_host.h"

#include <stdlib.h>
#include <string.h>

enum { B = conv_B, SIDE = 8, PIXELS = SIDE * SIDE };

/* BRIEF: a short run, for sanitizers; what is learnt in it is not judged. */
#ifdef BRIEF
enum { EPOCHS = 1, JUDGED = 0 };
#else
enum { EPOCHS = 10, JUDGED = 1 };
#endif

typedef struct Images {
    double (*x)[SIDE][SIDE];
    int32_t *y;
    size_t n, trained;          /* in all; the first `trained` to learn from */
} Images;

typedef struct Batch {
    conv_vector p;
    conv_state state;       /* of Adam, and the step, which dropout is drawn by */
    double x[B][SIDE][SIDE];
    const double (*in)[SIDE][SIDE];      /* x */
    int32_t y[B], digit[B];
    double J[B];
    conv_work work;
    conv_infer_work infer_work;
} Batch;

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
static int images_read(Images *images, const char *path)
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
    images->n = table.rows;
    images->trained = table.rows - table.rows / 5;
    images->x = malloc(table.rows * sizeof *images->x);
    images->y = malloc(table.rows * sizeof *images->y);
    order = malloc(table.rows * sizeof *order);
    if (images->x == NULL || images->y == NULL || order == NULL)
        abort();
    for (i = 0; i < table.rows; i++)
        order[i] = i;
    shuffle(order, table.rows, 0);
    for (i = 0; i < table.rows; i++) {
        const double *row = table.data + order[i] * table.columns;

        for (j = 0; j < PIXELS; j++)
            images->x[i][j / SIDE][j % SIDE] = row[j] / 16.0;
        images->y[i] = (int32_t)row[PIXELS];
    }
    free(order);
    gg_table_free(&table);
    return 0;
}

static void batch_set(Batch *batch, int i, const Images *images, size_t k)
{
    memcpy(batch->x[i], images->x[k], sizeof batch->x[i]);
    batch->y[i] = images->y[k];
}

static void need(int status)
{
    if (status == GG_OK)
        return;
    fprintf(stderr, "%s\n", gg_status_text((gg_status)status));
    exit(1);
}

/* -- the gradient -- */

static double mean(const double J[B])
{
    double sum = 0.0;
    int i;

    for (i = 0; i < B; i++)
        sum += J[i] / B;
    return sum;
}

/* Forward at the same step each time, so that the same is dropped. */
static double mean_loss(void *context)
{
    Batch *batch = context;

    conv_state_init(&batch->state, 1);
    need(conv_forward(&batch->p.params, &batch->state, batch->in, batch->y,
                      batch->digit, batch->J, &batch->work));
    return mean(batch->J);
}

static int check_gradient(Batch *batch, const Images *images)
{
    conv_vector d_p;
    gg_gradient_report report;
    double d_J[B];
    int i;

    for (i = 0; i < B; i++) {
        batch_set(batch, i, images, (size_t)i);
        d_J[i] = 1.0 / B;
    }
    (void)mean_loss(batch);
    need(conv_backward(&batch->p.params, &batch->state, batch->in, batch->y,
                       d_J, &d_p.params, NULL, &batch->work));
    report = gg_check_gradient(mean_loss, batch, batch->p.params.c_K[0][0][0],
                               d_p.params.c_K[0][0][0],
                               sizeof d_p.params.c_K[0][0]
                                   / sizeof d_p.values[0]);
    printf("%-4s the derivatives by a filter of the second layer, against "
           "differences: largest relative error %.0e\n",
           report.worst < 1e-6 ? "ok" : "FAIL", report.worst);
    return !(report.worst < 1e-6);
}

/* -- training and test -- */

/* One way through the training images; the mean loss. */
static double train(Batch *batch, const Images *images, size_t *order,
                    uint32_t epoch)
{
    const size_t batches = images->trained / B;
    double loss = 0.0;
    size_t k;
    int i;

    shuffle(order, images->trained, epoch);
    for (k = 0; k < batches; k++) {
        for (i = 0; i < B; i++)
            batch_set(batch, i, images, order[k * B + (size_t)i]);
        need(conv_step(&batch->p.params, &batch->state, batch->in, batch->y,
                       batch->digit, batch->J, &batch->work));
        loss += mean(batch->J) / (double)batches;
    }
    return loss;
}

/* How many of the images that were not learned from are right; the last batch
 * is filled up with one that does not count. */
static size_t test(Batch *batch, const Images *images)
{
    size_t i, k, right = 0;

    for (i = images->trained; i < images->n; i += B) {
        for (k = 0; k < B; k++)
            batch_set(batch, (int)k, images, i + k < images->n ? i + k : i);
        need(conv_infer(&batch->p.params, &batch->state, batch->in, batch->y,
                        batch->digit, batch->J, &batch->infer_work));
        for (k = 0; k < B && i + k < images->n; k++)
            right += batch->digit[k] == batch->y[k];
    }
    return right;
}

int main(void)
{
    static Batch batch;
    gg_progress progress = gg_progress_start(stdout);
    Images images;
    size_t *order, right, tested, i;
    uint32_t epoch;
    int failed;

    if (images_read(&images, "../digits/digits.csv") != 0)
        return 1;
    batch.in = (const double (*)[SIDE][SIDE])batch.x;
    order = malloc(images.trained * sizeof *order);
    if (order == NULL)
        abort();
    for (i = 0; i < images.trained; i++)
        order[i] = i;
    tested = images.n - images.trained;
    printf("%u images to learn from, %u to be tested on; %d params\n",
           (unsigned)images.trained, (unsigned)tested, (int)conv_NPARAMS);

    conv_init(&batch.p.params, 1);
    failed = check_gradient(&batch, &images);
    conv_state_init(&batch.state, 1);
    for (epoch = 1; epoch <= EPOCHS; epoch++) {
        const double loss = train(&batch, &images, order, epoch);

        gg_progress_show(&progress, "  epoch %2u   loss %.4f   %.1f %% of the "
                         "test right", (unsigned)epoch, loss,
                         100.0 * (double)test(&batch, &images)
                             / (double)tested);
    }
    gg_progress_end(&progress);

    right = test(&batch, &images);
    printf("%-4s %u of %u images never seen before are right: %.1f %%; 98 %% "
           "are asked for\n", 50 * right >= 49 * tested ? "ok" : "FAIL",
           (unsigned)right, (unsigned)tested,
           100.0 * (double)right / (double)tested);
    failed += JUDGED && 50 * right < 49 * tested;
    free(order);
    free(images.y);
    free(images.x);
    return failed != 0;
}
