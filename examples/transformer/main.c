/* transformer: trains the network of transformer.g to sort, on letters drawn at
 * random, and has it sort some that it has not seen, letter by letter: what it
 * says is what it reads next.
 */
#include "gg_host.h"
#include "transformer.h"

#include <stdlib.h>
#include <string.h>

enum {
    B = transformer_B, LENGTH = transformer_n, LETTERS = transformer_letters,
    D = transformer_d
};

/* BRIEF: a short run, for sanitizers; what is learnt in it is not judged. */
#ifdef BRIEF
enum { STEPS = 20, TESTS = 2, JUDGED = 0 };
#else
enum { STEPS = 800, TESTS = 20, JUDGED = 1 };
#endif

typedef struct Batch {
    transformer_vector p;
    int32_t word[B][2 * LENGTH];
    const int32_t (*w)[2 * LENGTH];     /* word */
    int32_t said[B][LENGTH];
    double J[B];
    transformer_work work;
    transformer_infer_work infer_work;
} Batch;

static void need(int status)
{
    if (status == GG_OK)
        return;
    fprintf(stderr, "%s\n", gg_status_text((gg_status)status));
    exit(1);
}

/* Letters, and the same in their order. */
static void draw(Batch *batch, uint32_t stream)
{
    uint64_t at = 0;
    int i, j, k, letter;

    for (i = 0; i < B; i++) {
        for (j = 0; j < LENGTH; j++)
            batch->word[i][j] =
                (int32_t)(LETTERS * gg_uniform(5, stream, at++));
        for (k = LENGTH, letter = 0; letter < LETTERS; letter++)
            for (j = 0; j < LENGTH; j++)
                if (batch->word[i][j] == letter)
                    batch->word[i][k++] = letter;
    }
}

static double mean_loss(void *context)
{
    Batch *batch = context;
    double loss = 0.0;
    int i;

    need(transformer_infer(&batch->p.params, batch->w, batch->said, batch->J,
                           &batch->infer_work));
    for (i = 0; i < B; i++)
        loss += batch->J[i] / B;
    return loss;
}

/* The derivatives by the queries of the first block. */
static int check_gradient(Batch *batch)
{
    transformer_vector d_p;
    gg_gradient_report report;
    double d_J[B];
    int i;

    draw(batch, 0);
    for (i = 0; i < B; i++)
        d_J[i] = 1.0 / B;
    need(transformer_forward(&batch->p.params, batch->w, batch->said, batch->J,
                             &batch->work));
    need(transformer_backward(&batch->p.params, batch->w, d_J, &d_p.params,
                              &batch->work));
    report = gg_check_gradient(mean_loss, batch, batch->p.params.a_s_Q[0][0],
                               d_p.params.a_s_Q[0][0], D);
    printf("%-4s derivatives by queries of the first block, against "
           "differences: largest relative error %.0e\n",
           report.worst < 1e-6 ? "ok" : "FAIL", report.worst);
    return !(report.worst < 1e-6);
}

/* The mean loss of the last steps. */
static double train(Batch *batch)
{
    enum { SHOWN = 160 };
    static transformer_state state;
    gg_progress progress = gg_progress_start(stdout);
    double loss = 0.0, last = 0.0;
    int step, i;

    transformer_state_init(&state, 1);
    for (step = 1; step <= STEPS; step++) {
        draw(batch, (uint32_t)step);
        need(transformer_step(&batch->p.params, &state, batch->w, batch->said,
                              batch->J, &batch->work));
        for (i = 0; i < B; i++)
            loss += batch->J[i] / B / SHOWN;
        if (step % SHOWN == 0) {
            gg_progress_show(&progress, "  step %4d   loss %.4f", step, loss);
            last = loss;
            loss = 0.0;
        }
    }
    gg_progress_end(&progress);
    return last;
}

/* Writes the second half by what the network says, a letter after another; how
 * many of the batch come out sorted. */
static int sorted(Batch *batch, int show)
{
    int32_t wanted[B][2 * LENGTH];
    int i, k, count = 0;

    memcpy(wanted, batch->word, sizeof wanted);
    for (i = 0; i < B; i++)
        for (k = LENGTH; k < 2 * LENGTH; k++)
            batch->word[i][k] = 0;
    for (k = LENGTH; k < 2 * LENGTH; k++) {
        (void)mean_loss(batch);
        for (i = 0; i < B; i++)
            batch->word[i][k] = batch->said[i][k - LENGTH];
    }
    for (i = 0; i < B; i++)
        count += memcmp(batch->word[i], wanted[i], sizeof wanted[i]) == 0;
    for (i = 0; i < show; i++) {
        printf("  ");
        for (k = 0; k < 2 * LENGTH; k++)
            printf("%s%c", k == LENGTH ? " -> " : "", 'a' + batch->word[i][k]);
        printf("\n");
    }
    return count;
}

int main(void)
{
    static Batch batch;
    double loss;
    int failed, i, count = 0;

    batch.w = (const int32_t (*)[2 * LENGTH])batch.word;
    transformer_init(&batch.p.params, 1);
    printf("%d params\n", (int)transformer_NPARAMS);
    failed = check_gradient(&batch);
    loss = train(&batch);
    printf("\nletters not seen before, sorted by what the network says:\n");
    for (i = 0; i < TESTS; i++) {
        draw(&batch, (uint32_t)(1000000 + i));
        count += sorted(&batch, i == 0 ? 4 : 0);
    }
    printf("\n%-4s loss %.4f; 0.02 is asked for\n",
           loss < 0.02 ? "ok" : "FAIL", loss);
    printf("%-4s %d of %d sorted; 98 %% are asked for\n",
           50 * count >= 49 * TESTS * B ? "ok" : "FAIL", count, TESTS * B);
    if (JUDGED)
        failed += !(loss < 0.02) + (50 * count < 49 * TESTS * B);
    return failed != 0;
}
