/* letters: trains the network of letters.g on a short poem until it knows it by
 * heart, and has it say the poem: what it says is what it reads next.
 */
#include "gg_host.h"
#include "letters.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    B = letters_B, T = letters_T, LETTERS = letters_letters,
    LENGTH = 2000
};

/* BRIEF: a short run, for sanitizers; what is learnt in it is not judged. */
#ifdef BRIEF
enum { STEPS = 5, RECITED = 30, HEARD = 40, JUDGED = 0 };
#else
enum { STEPS = 375, RECITED = 130, HEARD = LENGTH, JUDGED = 1 };
#endif

/* The text as numbers of letters; of capitals only the small ones are kept. */
typedef struct Poem {
    char letter[LETTERS];
    int letters;            /* so many different ones */
    int32_t text[LENGTH];
    int length;
} Poem;

typedef struct Batch {
    letters_vector p;
    int32_t text[B][T + 1];
    const int32_t (*w)[T + 1];      /* text */
    int32_t said[B][T];
    double J[B];
    letters_work work;
    letters_infer_work infer_work;
} Batch;

static void need(int status)
{
    if (status == GG_OK)
        return;
    fprintf(stderr, "%s\n", gg_status_text((gg_status)status));
    exit(1);
}

static int poem_read(Poem *poem, const char *path)
{
    FILE *file = fopen(path, "r");
    int c, i;

    if (file == NULL) {
        perror(path);
        return -1;
    }
    while ((c = getc(file)) != EOF && poem->length < LENGTH) {
        for (i = 0; i < poem->letters && poem->letter[i] != tolower(c); i++)
            ;
        if (i == LETTERS)
            break;
        if (i == poem->letters)
            poem->letter[poem->letters++] = (char)tolower(c);
        poem->text[poem->length++] = i;
    }
    if (c != EOF)
        fprintf(stderr, "%s: too long, or more than %d letters\n", path,
                (int)LETTERS);
    (void)fclose(file);
    return c == EOF ? 0 : -1;
}

/* Stretches of the poem from where `stream` draws them. */
static void draw(Batch *batch, const Poem *poem, uint32_t stream)
{
    int i;

    for (i = 0; i < B; i++) {
        const double u = gg_uniform(3, stream, (uint64_t)i);
        const int at = (int)(u * (double)(poem->length - T));

        memcpy(batch->text[i], poem->text + at, sizeof batch->text[i]);
    }
}

static double mean(const double J[B])
{
    double sum = 0.0;
    int i;

    for (i = 0; i < B; i++)
        sum += J[i] / B;
    return sum;
}

static double mean_loss(void *context)
{
    Batch *batch = context;

    need(letters_infer(&batch->p.params, batch->w, batch->said, batch->J,
                       &batch->infer_work));
    return mean(batch->J);
}

/* -- the gradient -- */

/* Those by the first gate, of what is carried on: through all T letters. */
static int check_gradient(Batch *batch, const Poem *poem)
{
    letters_vector d_p;
    gg_gradient_report report;
    double d_J[B];
    int i, fine;

    draw(batch, poem, 0);
    for (i = 0; i < B; i++)
        d_J[i] = 1.0 / B;
    need(letters_forward(&batch->p.params, batch->w, batch->said, batch->J,
                         &batch->work));
    need(letters_backward(&batch->p.params, batch->w, d_J, &d_p.params,
                          &batch->work));
    report = gg_check_gradient(mean_loss, batch, batch->p.params.h_U[0],
                               d_p.params.h_U[0], 16);
    fine = report.worst < 1e-5;
    printf("%-4s derivatives by what is carried on, against differences: "
           "largest relative error %.0e\n", fine ? "ok" : "FAIL",
           report.worst);
    return !fine;
}

/* -- training and test -- */

/* The mean loss of the last steps. */
static double train(Batch *batch, const Poem *poem)
{
    enum { SHOWN = 75 };
    static letters_state state;
    gg_progress progress = gg_progress_start(stdout);
    double loss = 0.0, last = 0.0;
    int step;

    letters_state_init(&state, 1);
    for (step = 1; step <= STEPS; step++) {
        draw(batch, poem, (uint32_t)step);
        need(letters_step(&batch->p.params, &state, batch->w, batch->said,
                          batch->J, &batch->work));
        loss += mean(batch->J) / SHOWN;
        if (step % SHOWN == 0) {
            gg_progress_show(&progress, "  step %4d   loss %.4f", step, loss);
            last = loss;
            loss = 0.0;
        }
    }
    gg_progress_end(&progress);
    return last;
}

/* The letter that the network has follow the last T of text[0..n). */
static int32_t follows(Batch *batch, const int32_t *text, int n)
{
    const int start = n > T ? n - T : 0;

    memset(batch->text, 0, sizeof batch->text);
    memcpy(batch->text[0], text + start, (size_t)(n - start) * sizeof *text);
    (void)mean_loss(batch);
    return batch->said[0][n - start - 1];
}

/* n letters, of which the first `known` are given. */
static void recite(Batch *batch, const Poem *poem, int known, int n)
{
    int32_t said[LENGTH];
    int i;

    memcpy(said, poem->text, (size_t)known * sizeof *said);
    for (i = known; i < n; i++)
        said[i] = follows(batch, said, i);
    for (i = 0; i < n; i++)
        printf("%s%c", i == 0 ? "  " : i == known ? "|" : "",
               poem->letter[said[i]]);
    printf("\n");
}

/* How much of the poem is right, each letter told from the T before it. */
static double known_by_heart(Batch *batch, const Poem *poem)
{
    const int length = poem->length < HEARD ? poem->length : HEARD;
    int at, i, right = 0;

    for (at = 0; at + T < length; at += B) {
        for (i = 0; i < B; i++)
            memcpy(batch->text[i],
                   poem->text + (at + i + T < length ? at + i : 0),
                   sizeof batch->text[i]);
        (void)mean_loss(batch);
        for (i = 0; i < B && at + i + T < length; i++)
            right += batch->said[i][T - 1] == batch->text[i][T];
    }
    return (double)right / (length - T);
}

int main(void)
{
    static Poem poem;
    static Batch batch;
    double loss, right;
    int failed;

    if (poem_read(&poem, "jabberwocky.txt") != 0)
        return 1;
    batch.w = (const int32_t (*)[T + 1])batch.text;
    printf("%d letters, %d different ones; %d params\n", poem.length,
           poem.letters, (int)letters_NPARAMS);
    letters_init(&batch.p.params, 1);
    failed = check_gradient(&batch, &poem);
    loss = train(&batch, &poem);
    printf("\nwhat it says from | on:\n\n");
    recite(&batch, &poem, 12, RECITED);
    right = known_by_heart(&batch, &poem);
    printf("\n%-4s loss %.4f; 0.6 is asked for\n",
           loss < 0.6 ? "ok" : "FAIL", loss);
    printf("%-4s %.1f %% of the poem is known by heart; 95 %% are asked for\n",
           right >= 0.95 ? "ok" : "FAIL", 100.0 * right);
    if (JUDGED)
        failed += !(loss < 0.6) + !(right >= 0.95);
    return failed != 0;
}
