/* bench.c: runs contenders, compares their results, and prints the table.
 *
 *     ROW COMMAND           a line for each contender
 *     ROW COMMAND ratios    backward / forward of ours
 *
 * Contenders are interleaved: in each round each is measured once, and the
 * round starts at another one each time. What is measured is time of this
 * thread on its core, so that other processes disturb through the caches alone.
 * Ratios are those of medians. The share of the peak is that of the best times,
 * as the peak is the best of many: so a machine that is shared tells it too.
 */
#include "bench.h"
#include "peak.h"
#include "torch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 401, FEWEST = 5 };

static const double SAMPLE = 4e-3, BUDGET = 7.0;        /* seconds */

double bench_draw(uint64_t i, double low, double high)
{
    /* splitmix64 (Steele, Lea and Flood 2014) */
    uint64_t z = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return low + (high - low) * (double)(z >> 11) * 0x1p-53;
}

/* -- arrays -- */

static size_t bytes_of(const Array *array)
{
    return array->count * (array->index ? sizeof(int32_t) : sizeof(real));
}

static void *room(size_t bytes)
{
    void *data = aligned_alloc(64, (bytes + 63) / 64 * 64);

    if (data == NULL)
        exit(1);
    return data;
}

/* Inputs are drawn; what is an output alone is NaN at first. */
static void *array_new(const Array *array, uint64_t stream, int drawn)
{
    void *data = room(bytes_of(array));
    size_t i;

    if (array->data != NULL)
        memcpy(data, array->data, bytes_of(array));
    else if (!drawn)
        memset(data, 0xff, bytes_of(array));
    else
        for (i = 0; i < array->count; i++) {
            const uint64_t at = (stream << 40) + i;

            if (array->index)
                ((int32_t *)data)[i] =
                    (int32_t)bench_draw(at, 0.0, array->index);
            else
                ((real *)data)[i] =
                    (real)bench_draw(at, array->low, array->high);
        }
    return data;
}

/* The largest difference, of the largest number; infinite if one is NaN. */
static double difference(const Array *array, const void *a, const void *b)
{
    const real *x = a, *y = b;
    double largest = 0.0, most = 0.0;
    size_t i;

    for (i = 0; i < array->count; i++) {
        const double d = fabs((double)x[i] - (double)y[i]);

        if (!(d <= 1e300))
            return HUGE_VAL;
        most = d > most ? d : most;
        largest = fabs((double)y[i]) > largest ? fabs((double)y[i]) : largest;
    }
    return largest > 0.0 ? most / largest : most;
}

/* -- contenders -- */

typedef struct Runner {
    const Contender *is;
    Torch *torch;           /* or this, in a process of its own */
    const char *name;
    void *out[ARRAYS];
    double differs;
    int repeat, samples;
    double seconds[ROUNDS];
} Runner;

static double run_for(const Runner *runner, Run *run, void *const *in)
{
    const double start = now();
    int i;

    if (runner->torch != NULL)
        return torch_run(runner->torch, runner->repeat) / runner->repeat;
    for (i = 0; i < runner->repeat; i++)
        run(in, runner->out);
    return (now() - start) / runner->repeat;
}

/* So many calls that a sample is long enough for the clock; the seconds of a
 * sample. */
static double calibrate(Runner *runner, Run *run, void *const *in)
{
    double each;

    runner->repeat = 1;
    each = run_for(runner, run, in);
    while (each * runner->repeat < SAMPLE / 4 && runner->repeat < 1 << 24) {
        runner->repeat *= 4;
        each = run_for(runner, run, in);
    }
    runner->repeat = each < SAMPLE ? (int)(SAMPLE / each) + 1 : 1;
    return each * runner->repeat;
}

/* As many as the budget allows. */
static int rounds_of(double seconds)
{
    const double rounds = BUDGET / seconds;

    return rounds > ROUNDS ? ROUNDS : rounds < FEWEST ? FEWEST : (int)rounds;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(Runner *runner)
{
    qsort(runner->seconds, (size_t)runner->samples, sizeof(double), by_size);
    return runner->seconds[runner->samples / 2];
}

/* -- a row -- */

typedef struct Bench {
    const Row *row;
    const char *name, *command;
    void *in[ARRAYS];
    Runner runner[CONTENDERS + 1];
    int runners;
    Peaks peaks;
} Bench;

static int compare(Bench *bench)
{
    const Row *row = bench->row;
    const Runner *reference = NULL;
    int i, k, failed = 0;

    for (i = 0; i < bench->runners; i++)
        if (bench->runner[i].is == &row->contender[2])
            reference = &bench->runner[i];
    for (i = 0; i < bench->runners; i++) {
        Runner *runner = &bench->runner[i];

        for (k = 0; k < ARRAYS && row->out[k].count > 0; k++) {
            const double d = difference(&row->out[k], runner->out[k],
                                        reference->out[k]);

            runner->differs = d > runner->differs ? d : runner->differs;
            if (!(d <= row->tolerance)) {
                printf("%-12s FAIL: %s of %s differs by %.1e from that of %s\n",
                       bench->name, row->out[k].name, runner->name, d,
                       reference->name);
                failed = 1;
            }
        }
    }
    return failed;
}

/* Each contender computes once, into arrays of its own. */
static void start(Bench *bench)
{
    const Row *row = bench->row;
    Torch *torch;
    int i, k;

    for (k = 0; k < ARRAYS && row->in[k].count > 0; k++)
        bench->in[k] = array_new(&row->in[k], (uint64_t)k, 1);
    for (i = 0; i < CONTENDERS; i++) {
        Runner *runner = &bench->runner[bench->runners];
        const Contender *is = &row->contender[i];

        if (is->run == NULL)
            continue;
        runner->is = is;
        runner->name = is->name;
        for (k = 0; k < ARRAYS && row->out[k].count > 0; k++)
            runner->out[k] = array_new(&row->out[k], 0, 0);
        if (is->prepare != NULL)
            is->prepare(bench->in, runner->out);
        is->run(bench->in, runner->out);
        if (is->finish != NULL)
            is->finish(bench->in, runner->out);
        bench->runners++;
    }
    if ((torch = torch_start(row, bench->in)) != NULL) {
        Runner *runner = &bench->runner[bench->runners++];

        runner->torch = torch;
        runner->name = "PyTorch";
        for (k = 0; k < ARRAYS && row->out[k].count > 0; k++) {
            runner->out[k] = array_new(&row->out[k], 0, 0);
            torch_result(torch, k, runner->out[k], bytes_of(&row->out[k]));
        }
    }
}

static void measure(Bench *bench)
{
    double round = 0.0;
    int i, k, rounds;

    for (i = 0; i < bench->runners; i++) {
        Runner *runner = &bench->runner[i];

        round += calibrate(runner, runner->is ? runner->is->run : NULL,
                           bench->in);
    }
    rounds = rounds_of(round);
    for (k = 0; k < rounds; k++) {
        peaks_measure(&bench->peaks);
        for (i = 0; i < bench->runners; i++) {
            Runner *runner = &bench->runner[(i + k) % bench->runners];

            runner->seconds[runner->samples++] = run_for(
                runner, runner->is ? runner->is->run : NULL, bench->in);
        }
    }
}

/* Seconds in a unit of which there are 1 to 999. */
static const char *time_text(double seconds, char text[16])
{
    static const char *const unit[] = {"ns", "us", "ms", "s"};
    int i = 0;

    for (seconds *= 1e9; seconds >= 999.5 && i < 3; i++)
        seconds /= 1e3;
    snprintf(text, 16, "%.*f %s", seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0,
             seconds, unit[i]);
    return text;
}

static double peak_of(const Bench *bench)
{
    return sizeof(real) == sizeof(float) ? bench->peaks.in_float
                                         : bench->peaks.in_double;
}

static void print(Bench *bench)
{
    const double operations = bench->row->operations;
    double ours = 0.0;
    int i;

    for (i = 0; i < bench->runners; i++) {
        Runner *runner = &bench->runner[i];
        const double seconds = median(runner);
        char mid[16], best[16];

        if (i == 0)
            ours = seconds;
        printf("%-12s %-24s %9s %9s", i == 0 ? bench->name : "", runner->name,
               time_text(seconds, mid), time_text(runner->seconds[0], best));
        if (operations > 0.0)
            printf(" %8.1f %6.1f %%", 1e-9 * operations / runner->seconds[0],
                   100.0 * operations / runner->seconds[0] / peak_of(bench));
        else
            printf(" %8s %8s", "", "");
        printf(" %7.2f  %7.0e  %s\n", ours / seconds, runner->differs,
               i == 0 ? bench->command : "");
    }
    printf("%-12s %-24s %9s %9s %8.1f\n", "", "peak, float", "", "",
           1e-9 * bench->peaks.in_float);
    printf("%-12s %-24s %9s %9s %8.1f\n", "", "peak, double", "", "",
           1e-9 * bench->peaks.in_double);
    if (operations > 0.0)
        printf("%-12s %.2f Mflop; results agree to %.0e\n", "",
               1e-6 * operations, bench->row->tolerance);
    else
        printf("%-12s results agree to %.0e\n", "", bench->row->tolerance);
}

/* Forward and backward of ours, a round of one after a round of the other. */
static void ratios(Bench *bench)
{
    int i, k, rounds;

    for (i = 0; i < 2; i++) {
        Runner *both = &bench->runner[i], forward = *both, backward = *both;
        char a[16], b[16];
        double f, g;

        if (both->is->backward == NULL)
            continue;
        rounds = rounds_of(
            2.0 * (calibrate(&forward, both->is->forward, bench->in)
                   + calibrate(&backward, both->is->backward, bench->in)));
        for (k = 0; k < rounds; k++) {
            forward.seconds[forward.samples++] =
                run_for(&forward, both->is->forward, bench->in);
            backward.seconds[backward.samples++] =
                run_for(&backward, both->is->backward, bench->in);
        }
        f = median(&forward), g = median(&backward);
        printf("%-12s %-24s %9s %9s %7.2f  %s\n", i == 0 ? bench->name : "",
               both->name, time_text(f, a), time_text(g, b), g / f,
               i == 0 ? bench->command : "");
    }
}

int bench_row(const Row *row, int argc, char **argv)
{
    static Bench bench;

    bench.row = row;
    bench.name = argc > 1 ? argv[1] : "";
    bench.command = argc > 2 ? argv[2] : "";
    start(&bench);
    if (compare(&bench) != 0)
        return 1;
    if (argc > 3 && strcmp(argv[3], "ratios") == 0) {
        ratios(&bench);
    } else {
        measure(&bench);
        print(&bench);
    }
    return 0;
}
