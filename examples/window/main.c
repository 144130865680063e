/* window: finds the names of places in sentences, with the network of window.g.
 *
 * Capitals are taken away, so that the network has the words alone to go by:
 * those it knows, and those about them. Before it is trained, three things are
 * shown of the derivative by E, the table of word vectors.
 */
#include "window.h"
#include "gg_host.h"

#include <ctype.h>
#include <string.h>

enum {
    VOCAB = window_vocab, D = window_d, H = window_hidden,
    WIDTH = 5, MIDDLE = 2, WORD = 24, TOKENS = 2000, EPOCHS = 40
};

/* Two numbers that no word of the sentences has. */
enum { EDGE = 0, UNKNOWN = 1 };

typedef struct Words {
    char text[VOCAB][WORD];
    int32_t count;
} Words;

/* Sentences one after another, MIDDLE edges around each, so that the window
 * around every word lies within. */
typedef struct Corpus {
    int32_t word[TOKENS];
    char text[TOKENS][WORD];
    int place[TOKENS];          /* 1 for the name of a place, else 0 */
    int n;
} Corpus;

/* -- words -- */

/* The number of a word; a new one is added if `learn` says so. */
static int32_t words_find(Words *words, const char *text, int learn)
{
    int32_t i;

    for (i = UNKNOWN + 1; i < words->count; i++)
        if (strcmp(words->text[i], text) == 0)
            return i;
    if (!learn || words->count == VOCAB)
        return UNKNOWN;
    strcpy(words->text[words->count], text);
    return words->count++;
}

static void corpus_edges(Corpus *corpus)
{
    int k;

    for (k = 0; k < MIDDLE && corpus->n < TOKENS; k++) {
        corpus->word[corpus->n] = EDGE;
        corpus->place[corpus->n++] = 0;
    }
}

/* Takes letters alone, in small ones. */
static void corpus_add(Corpus *corpus, Words *words, const char *token,
                       int learn)
{
    char *text = corpus->text[corpus->n];
    size_t length = 0;

    for (; *token != '\0'; token++)
        if (isalpha((unsigned char)*token) && length + 1 < WORD)
            text[length++] = (char)tolower((unsigned char)*token);
    text[length] = '\0';
    corpus->word[corpus->n++] = words_find(words, text, learn);
}

/* A sentence a line, places in brackets. */
static int corpus_read(Corpus *corpus, Words *words, const char *path,
                       int learn)
{
    FILE *file = fopen(path, "r");
    char line[256];

    if (file == NULL) {
        perror(path);
        return -1;
    }
    corpus->n = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char *token = strtok(line, " \n");

        corpus_edges(corpus);
        for (; token != NULL && corpus->n < TOKENS - MIDDLE;
             token = strtok(NULL, " \n")) {
            corpus->place[corpus->n] = token[0] == '[';
            corpus_add(corpus, words, token, learn);
        }
        corpus_edges(corpus);
    }
    return fclose(file);
}

/* -- the derivative by E -- */

static int report(int fine, const char *what)
{
    printf("  %-4s %s\n", fine ? "ok" : "FAIL", what);
    return !fine;
}

/* From ∂J/∂J = 1; the score alone is not asked for. */
static float gradient(const window_params *p, const int32_t w[WIDTH], float t,
                      window_params *d_p)
{
    window_work work;
    float s, J = 0.0f;

    if (window_forward(p, w, t, &s, &J, &work) != GG_OK
        || window_backward(p, w, t, 0.0f, 1.0f, d_p, NULL, &work) != GG_OK)
        fprintf(stderr, "%s\n", gg_status_text(GG_INDEX));
    return J;
}

/* Rows not read have exactly 0. Of a word that stands twice, the row has the
 * sum of what two words would have that have its vector and stand there. */
static int check_rows(window_params *p)
{
    static const int32_t twice[WIDTH] = {7, 12, 7, 31, 40};
    static const int32_t apart[WIDTH] = {7, 12, 99, 31, 40};
    static const int32_t outside[WIDTH] = {7, 12, VOCAB, 31, 40};
    static window_params once, both;
    window_work work;
    float s = -1.0f, J = -1.0f;
    int read, others = 1, sums = 1, i, j, k;

    memcpy(p->E[99], p->E[7], sizeof p->E[7]);
    (void)gradient(p, twice, 1.0f, &both);
    (void)gradient(p, apart, 1.0f, &once);
    for (i = 0; i < VOCAB; i++) {
        for (read = 0, k = 0; k < WIDTH; k++)
            read |= twice[k] == i;
        for (j = 0; j < D; j++)
            others &= read ? both.E[i][j] < 0.0f || both.E[i][j] > 0.0f
                           : !(both.E[i][j] < 0.0f || both.E[i][j] > 0.0f);
    }
    for (j = 0; j < D; j++)
        sums &= !(both.E[7][j] < once.E[7][j] + once.E[99][j]
                  || both.E[7][j] > once.E[7][j] + once.E[99][j]);

    printf("the derivative by E, a table of %d rows\n", (int)VOCAB);
    printf("       word 7 at first and in the middle: ∂J/∂E[7,0] = %.6f\n"
           "       two words with its vector: %.6f and %.6f\n",
           (double)both.E[7][0], (double)once.E[7][0], (double)once.E[99][0]);
    return report(others, "the 4 rows that are read have one, the other 296 "
                          "have exactly 0")
         + report(sums, "a word that stands twice has the sum, to the bit")
         + report(window_forward(p, outside, 1.0f, &s, &J, &work) == GG_INDEX
                      && s < 0.0f && J < 0.0f,
                  "a word number that is not in the table is refused, and "
                  "nothing written");
}

/* -- training and test -- */

/* The window around a token; now and then a word of it becomes unknown, so
 * that the network learns to do without. */
static void window_at(const Corpus *corpus, int at, uint32_t epoch,
                      int32_t w[WIDTH])
{
    int k;

    for (k = 0; k < WIDTH; k++) {
        const uint64_t place = (uint64_t)(at * WIDTH + k);

        w[k] = corpus->word[at - MIDDLE + k];
        if (epoch > 0 && w[k] != EDGE && gg_uniformf(7, epoch, place) < 0.1f)
            w[k] = UNKNOWN;
    }
}

/* p = p - rate ∂J/∂p. Of E only the rows that were read, each once. */
static void descend(window_params *p, const window_params *d_p,
                    const int32_t w[WIDTH], float rate)
{
    int i, j, k;

    for (k = 0; k < WIDTH; k++) {
        for (i = 0; i < k && w[i] != w[k]; i++)
            ;
        for (j = 0; i == k && j < D; j++)
            p->E[w[k]][j] -= rate * d_p->E[w[k]][j];
    }
    for (i = 0; i < H; i++) {
        for (j = 0; j < WIDTH * D; j++)
            p->W[i][j] -= rate * d_p->W[i][j];
        p->b[i] -= rate * d_p->b[i];
        p->u[i] -= rate * d_p->u[i];
    }
}

/* As many steps as there are words, each at one drawn at random; the mean of
 * J. */
static double train(window_params *p, const Corpus *corpus, uint32_t epoch)
{
    static window_params d_p;
    double loss = 0.0;
    int32_t w[WIDTH];
    int i, steps = 0;

    for (i = 0; i < corpus->n; i++) {
        const double u = gg_uniform(8, epoch, (uint64_t)i);
        const int at = (int)(u * (double)corpus->n);

        if (corpus->word[at] == EDGE)
            continue;
        window_at(corpus, at, epoch, w);
        loss += (double)gradient(p, w, (float)corpus->place[at], &d_p);
        descend(p, &d_p, w, 0.2f);
        steps++;
    }
    return loss / steps;
}

typedef struct Score {
    int found, wrong, missed;
} Score;

static Score test(const window_params *p, const Corpus *corpus, int show)
{
    Score score = {0, 0, 0};
    window_infer_work work;
    int32_t w[WIDTH];
    float s, J;
    int at;

    for (at = 0; at < corpus->n; at++) {
        int says;

        if (corpus->word[at] == EDGE) {
            if (show && at > 0 && corpus->word[at - 1] != EDGE)
                printf("\n");
            continue;
        }
        window_at(corpus, at, 0, w);
        (void)window_infer(p, w, 0.0f, &s, &J, &work);
        says = s > 0.0f;
        score.found += says && corpus->place[at];
        score.wrong += says && !corpus->place[at];
        score.missed += !says && corpus->place[at];
        if (show)
            printf(says ? " [%s%s]%s" : " %s%s%s", corpus->text[at],
                   corpus->word[at] == UNKNOWN ? "?" : "",
                   says == corpus->place[at] ? "" : " (wrong)");
    }
    return score;
}

int main(void)
{
    static Words words = {{{0}}, UNKNOWN + 1};
    static Corpus training, testing;
    static window_params p;
    gg_progress progress = gg_progress_start(stdout);
    double precision, recall;
    Score score;
    uint32_t epoch;
    int failed, fine;

    if (corpus_read(&training, &words, "train.txt", 1) != 0
        || corpus_read(&testing, &words, "test.txt", 0) != 0)
        return 1;
    if (words.count == VOCAB) {
        fprintf(stderr, "train.txt has more than %d words\n", (int)VOCAB);
        return 1;
    }
    window_init(&p, 1);
    failed = check_rows(&p);
    window_init(&p, 1);

    printf("\ntraining on %d different words, with a step at one after another\n",
           (int)words.count - 2);
    for (epoch = 1; epoch <= EPOCHS; epoch++) {
        const double loss = train(&p, &training, epoch);

        if (progress.terminal || epoch % 10 == 0)
            gg_progress_show(&progress, "  epoch %2d   loss %.4f", (int)epoch,
                             loss);
    }
    gg_progress_end(&progress);

    printf("\nsentences it has not seen, with [places] as it finds them; a word"
           " with ?\nwas in no sentence before, and what stands about it must "
           "do\n\n");
    score = test(&p, &testing, 1);
    precision = (double)score.found / (score.found + score.wrong);
    recall = (double)score.found / (score.found + score.missed);
    fine = precision >= 0.9 && recall >= 0.9;
    printf("\n  %-4s %d found, %d wrong, %d missed: precision %.1f %%, recall "
           "%.1f %%; 90 %% are asked for\n", fine ? "ok" : "FAIL", score.found,
           score.wrong, score.missed, 100.0 * precision, 100.0 * recall);
    return failed + !fine != 0;
}
