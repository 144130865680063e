/* mpi: trains the network of digits.g with several processes, and gets the
 * bits that one process gets.
 *
 *     examples/build mpi                 by two processes, where there is MPI
 *     PROCESSES=4 examples/build mpi     by four
 *     MPI=no examples/build mpi          by one, without MPI
 *
 * A step takes SHARDS shards of images. The processes share them out, shard s
 * to process s mod their number, and each calls
 *
 *     digits_gradient   the gradient of one shard
 *     MPI_Allreduce     once a step: what all have made, for all
 *     digits_update     by the mean, in each process the same
 *
 * so params and moments are the same everywhere and are never sent.
 *
 * Floating-point sums depend on their order, and MPI promises none: of a sum
 * by MPI_SUM it may change order and brackets, and of an operation that
 * MPI_Op_create makes with commute = 0 still the brackets. (Two numbers have
 * one sum, so for two processes with one shard each MPI_SUM is enough.) Hence
 * each shard has a slot of its own in the vector that is reduced. A slot is
 * filled by one process and holds zeros in all others; a number and zeros have
 * the same sum in every order. Then each process adds the slots up, in the
 * order of the shards: that is the sum which one process makes, for 1 to
 * SHARDS processes. Only a zero may lose its sign on the way, and as add_shards
 * begins at +0, its sum does not depend on that.
 *
 * The price is a vector of SHARDS times the params. Where the last bits do not
 * matter, all processes can add into one slot.
 */
#include "digits.h"
#include "gg_host.h"

#include <stdlib.h>
#include <string.h>

#ifdef WITH_MPI
#include <mpi.h>
#endif

enum {
    B = digits_B, PIXELS = digits_pixels, N = digits_NPARAMS, SHARDS = 4,
    COMPARED = 100,         /* steps after which the bits are compared */
    EPOCHS = 20
};

typedef struct Digits {
    float (*x)[PIXELS];
    int32_t *y;
    size_t n;               /* images in all */
    size_t trained;         /* of these the first are for training */
} Digits;

/* What one shard adds to a step: floats alone, so that a vector of slots is a
 * vector of floats. */
typedef struct Slot {
    digits_vector d_p;
    float loss;
} Slot;

/* The processes that train together, and which of them this is. */
typedef struct Team {
    int size, rank;
} Team;

typedef struct Images {
    float x[B][PIXELS];
    int32_t y[B];
} Images;

typedef struct Learner {
    digits_vector p;
    digits_state state;
    Images images;
    const Images *in;       /* &images: C before C23 wants it so */
    Slot slots[SHARDS];
    digits_work work;
    digits_infer_work infer_work;
} Learner;

/* -- processes -- */

static Team team_start(int *argc, char ***argv)
{
    Team team = {1, 0};

#ifdef WITH_MPI
    MPI_Init(argc, argv);
    MPI_Comm_size(MPI_COMM_WORLD, &team.size);
    MPI_Comm_rank(MPI_COMM_WORLD, &team.rank);
#else
    (void)argc;
    (void)argv;
#endif
    return team;
}

static void team_end(void)
{
#ifdef WITH_MPI
    MPI_Finalize();
#endif
}

/* One that fails ends all: the others would wait for it. */
static void team_fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
#ifdef WITH_MPI
    MPI_Abort(MPI_COMM_WORLD, 1);
#endif
    exit(1);
}

/* Every process gets the slots that the others have filled. */
static void share(const Team *team, Slot *slots)
{
#ifdef WITH_MPI
    if (team->size > 1)
        MPI_Allreduce(MPI_IN_PLACE, slots, SHARDS * (N + 1), MPI_FLOAT,
                      MPI_SUM, MPI_COMM_WORLD);
#else
    (void)team;
    (void)slots;
#endif
}

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

static size_t *in_order(size_t n)
{
    size_t *order = malloc(n * sizeof *order), i;

    if (order == NULL)
        team_fail("out of memory");
    for (i = 0; i < n; i++)
        order[i] = i;
    return order;
}

/* Reads the images, in an order drawn once. */
static void digits_read(Digits *digits, const char *path)
{
    gg_table table;
    gg_error error;
    size_t *order, i, j;

    if (gg_table_read(&table, path, 0, &error) != 0)
        team_fail(error.text);
    if (table.columns != PIXELS + 1)
        team_fail("a line is not an image and a digit");
    digits->n = table.rows;
    digits->trained = table.rows - table.rows / 5;
    digits->x = malloc(table.rows * sizeof *digits->x);
    digits->y = malloc(table.rows * sizeof *digits->y);
    if (digits->x == NULL || digits->y == NULL)
        team_fail("out of memory");
    order = in_order(table.rows);
    shuffle(order, table.rows, 0);
    for (i = 0; i < table.rows; i++) {
        const double *row = table.data + order[i] * table.columns;

        for (j = 0; j < PIXELS; j++)
            digits->x[i][j] = (float)(row[j] / 16.0);
        digits->y[i] = (int32_t)row[PIXELS];
    }
    free(order);
    gg_table_free(&table);
}

static void set_image(Learner *learner, int at, const Digits *digits, size_t i)
{
    memcpy(learner->images.x[at], digits->x[i], sizeof digits->x[i]);
    learner->images.y[at] = digits->y[i];
}

/* -- training -- */

static void learner_start(Learner *learner)
{
    memset(learner, 0, sizeof *learner);
    learner->in = &learner->images;
    digits_init(&learner->p.params, 1);
    digits_state_init(&learner->state, 1);
}

/* The gradient of the images order[0..B), and their mean loss. */
static void fill_slot(Learner *learner, Slot *slot, const Digits *digits,
                      const size_t *order)
{
    int32_t digit[B];
    float J[B];
    int i;

    for (i = 0; i < B; i++)
        set_image(learner, i, digits, order[i]);
    if (digits_gradient(&learner->p.params, &learner->state, learner->in->x,
                        learner->in->y, digit, J, &slot->d_p.params,
                        &learner->work) != GG_OK)
        team_fail(gg_status_text(GG_INDEX));
    for (i = 0; i < B; i++)
        slot->loss += J[i] / B;
}

/* Their mean, added up in the order of the shards. */
static void add_shards(const Slot *slots, Slot *mean)
{
    int s, i;

    memset(mean, 0, sizeof *mean);
    for (s = 0; s < SHARDS; s++) {
        for (i = 0; i < N; i++)
            mean->d_p.values[i] += slots[s].d_p.values[i];
        mean->loss += slots[s].loss;
    }
    for (i = 0; i < N; i++)
        mean->d_p.values[i] /= SHARDS;
    mean->loss /= SHARDS;
}

/* A step with the images order[0..SHARDS B); their mean loss. */
static float step(Learner *learner, const Team *team, const Digits *digits,
                  const size_t *order)
{
    Slot mean;
    int s;

    memset(learner->slots, 0, sizeof learner->slots);
    for (s = team->rank; s < SHARDS; s += team->size)
        fill_slot(learner, &learner->slots[s], digits, order + s * B);
    share(team, learner->slots);
    add_shards(learner->slots, &mean);
    digits_update(&learner->p.params, &learner->state, &mean.d_p.params,
                  &learner->work);
    return mean.loss;
}

/* Up to `most` steps of the epoch; the mean loss. The params of step COMPARED
 * are put by. */
static float train(Learner *learner, const Team *team, const Digits *digits,
                   int epoch, size_t most, digits_vector *compared)
{
    const size_t steps = digits->trained / (SHARDS * B);
    const size_t end = steps < most ? steps : most;
    size_t *order = in_order(digits->trained), k;
    float loss = 0.0f;

    shuffle(order, digits->trained, (uint32_t)epoch);
    for (k = 0; k < end; k++) {
        loss += step(learner, team, digits, order + k * SHARDS * B);
        if (learner->state.step == COMPARED)
            *compared = learner->p;
    }
    free(order);
    return loss / (float)end;
}

/* The params after COMPARED steps by one process. */
static digits_vector train_alone(Learner *learner, const Digits *digits)
{
    const Team alone = {1, 0};
    digits_vector compared;
    int epoch;

    learner_start(learner);
    for (epoch = 1; learner->state.step < COMPARED; epoch++)
        (void)train(learner, &alone, digits, epoch,
                    COMPARED - (size_t)learner->state.step, &compared);
    return compared;
}

/* How many of the images from `first` on are right; the last batch is filled
 * up with images that do not count. */
static size_t test(Learner *learner, const Digits *digits, size_t first)
{
    int32_t digit[B];
    float J[B];
    size_t i, k, right = 0;

    for (i = first; i < digits->n; i += B) {
        for (k = 0; k < B; k++)
            set_image(learner, (int)k, digits, i + k < digits->n ? i + k : i);
        (void)digits_infer(&learner->p.params, learner->in->x, learner->in->y,
                           digit, J, &learner->infer_work);
        for (k = 0; k < B && i + k < digits->n; k++)
            right += digit[k] == learner->in->y[k];
    }
    return right;
}

/* -- showing -- */

/* Their bits as one number (FNV-1a). */
static uint64_t hash(const digits_vector *p)
{
    const unsigned char *bytes = (const unsigned char *)p;
    uint64_t h = 14695981039346656037u;
    size_t i;

    for (i = 0; i < sizeof *p; i++)
        h = (h ^ bytes[i]) * 1099511628211u;
    return h;
}

static void say_team(const Team *team)
{
#ifdef WITH_MPI
    printf("processes: %d, by MPI\n", team->size);
#else
    printf("processes: %d, as this is compiled without MPI\n", team->size);
#endif
}

int main(int argc, char **argv)
{
    const Team team = team_start(&argc, &argv);
    const int speaks = team.rank == 0;
    Learner *learner = malloc(sizeof *learner);
    Digits digits;
    digits_vector compared, alone;
    size_t right, tested;
    int epoch, failed = 0;

    if (team.size > SHARDS)
        team_fail("there are more processes than shards");
    if (learner == NULL)
        team_fail("out of memory");
    digits_read(&digits, "../digits/digits.csv");
    tested = digits.n - digits.trained;
    if (speaks) {
        say_team(&team);
        printf("%d params; a step: %d shards of %d images\n\n", (int)N,
               (int)SHARDS, (int)B);
    }
    learner_start(learner);
    for (epoch = 1; epoch <= EPOCHS; epoch++) {
        const float loss =
            train(learner, &team, &digits, epoch, digits.trained, &compared);

        if (!speaks || (epoch != 1 && epoch % 5 != 0))
            continue;
        right = test(learner, &digits, digits.trained);
        printf("  epoch %2d   loss %.4f   %.1f %% of the test right\n", epoch,
               (double)loss, 100.0 * (double)right / (double)tested);
    }
    if (speaks) {
        right = test(learner, &digits, digits.trained);
        failed = 20 * right < 19 * tested;
        printf("\n%-4s %u of %u images never seen before are right: %.1f %%; "
               "95 %% are asked for\n", failed ? "FAIL" : "ok",
               (unsigned)right, (unsigned)tested,
               100.0 * (double)right / (double)tested);
        printf("bits of the params: %016llx after %d steps, %016llx at the "
               "end\n", (unsigned long long)hash(&compared), (int)COMPARED,
               (unsigned long long)hash(&learner->p));
        if (team.size > 1) {
            int same;

            alone = train_alone(learner, &digits);
            same = memcmp(&alone, &compared, sizeof alone) == 0;
            printf("%-4s %d processes have the bits of one process after %d "
                   "steps\n", same ? "ok" : "FAIL", team.size, (int)COMPARED);
            failed |= !same;
        }
    }
    free(digits.x);
    free(digits.y);
    free(learner);
    team_end();
    return failed;
}
