/* interpret.c: the model of bits.h computed by the interpreter: forward, backward
 * and the step of training are evaluations of its graphs; only the update of the
 * params, which is no equation, is by the runtime.
 *
 *     interpret OPTIONS... PROGRAM        the options are those of gcc-graph
 */
#include "bits.h"

#include "compile.h"
#include "emit_interface.h"
#include "eval.h"
#include "values.h"

#include "gg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SLOTS = 64 };

Seat model_seats[MOST_SLOTS];
int model_seat_count, model_trains;

/* A graph, and the values of its arrays. */
typedef struct Valued {
    const Graph *graph;
    double     **values;
    Evaluator   *evaluator;
} Valued;

static Arena arena;
static jmp_buf no_memory;
static bool in_float;
static Valued pass, step;
static uint64_t seed, steps;
static real *params, *moments[2];

static void fail(const char *what)
{
    fprintf(stderr, "interpret: %s\n", what);
    exit(2);
}

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

static int64_t size_of(const Graph *graph, ArrayId id)
{
    return array_size(graph_array(graph, id));
}

static bool is_seed(const Graph *graph, ArrayId id)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == id)
            return true;
    return false;
}

/* -- seats, and the arrays of a graph -- */

static void *add_seat(Role role, int64_t count, int64_t limit, int input)
{
    if (model_seat_count == MOST_SLOTS)
        fail("too many arrays");
    void *at = calloc((size_t)count, sizeof(double));
    model_seats[model_seat_count++] =
        (Seat){role, at, (int32_t)count, (int32_t)limit, input};
    return at;
}

static void add_array(Role role, ArrayId id)
{
    const Array *array = graph_array(pass.graph, id);
    add_seat(role, array_size(array),
             array->type == WHOLE ? array->limit : 0, 0);
}

/* The next seat of a role behind *at. */
static Seat *next_seat(Role role, int *at)
{
    while (++*at < model_seat_count)
        if (model_seats[*at].role == role)
            return &model_seats[*at];
    fail("the graphs differ");
    return NULL;
}

static void set_values(const Seat *seat, double *values)
{
    for (int32_t i = 0; i < seat->count; i++)
        values[i] = seat->limit ? (double)((int32_t *)seat->at)[i]
                                : (double)((real *)seat->at)[i];
}

static void get_values(const Seat *seat, const double *values)
{
    for (int32_t i = 0; i < seat->count; i++)
        if (seat->limit)
            ((int32_t *)seat->at)[i] = (int32_t)values[i];
        else
            ((real *)seat->at)[i] = (real)values[i];
}

static void set_inputs(Valued *run)
{
    const Graph *graph = run->graph;
    int at = -1;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        if (!is_seed(graph, id) && id != graph->training.step)
            set_values(next_seat(IN, &at), run->values[id]);
    }
    at = -1;
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        set_values(next_seat(SEED, &at),
                   run->values[graph->seeds.at[i].array]);
    if (graph->training.step)
        run->values[graph->training.step][0] = (double)steps;
}

static void set_params(Valued *run)
{
    const Graph *graph = run->graph;
    const real *from = params;
    for (uint32_t p = 0; p < graph->params.count; p++) {
        ArrayId id = defined(graph, graph->params.at[p]);
        for (int64_t i = 0; i < size_of(graph, id); i++)
            run->values[id][i] = (double)*from++;
    }
}

/* Where the params stand in the vector of all of them. */
static int64_t place_of(const Graph *graph, ArrayId param)
{
    int64_t place = 0;
    for (uint32_t p = 0; p < graph->params.count; p++) {
        ArrayId id = defined(graph, graph->params.at[p]);
        if (id == param)
            break;
        place += size_of(graph, id);
    }
    return place;
}

/* Values by the program, of the params and of what is drawn at a step. */
static void initialise(const Valued *run, uint64_t at_step, double **values)
{
    Buffer problems = buffer_create(&arena);
    if (!values_initialise(run->graph, &arena, seed, at_step, !in_float,
                           values, &problems))
        fail("no initial values");
}

static void draw(Valued *run)
{
    const Graph *graph = run->graph;
    if (!graph->draws.count)
        return;
    double **values = NEW_ARRAY(&arena, double *, graph->arrays.count);
    initialise(run, steps, values);
    for (uint32_t i = 0; i < graph->draws.count; i++) {
        ArrayId id = defined(graph, graph->draws.at[i]);
        run->values[id] = values[id];
    }
}

static int run_all(Valued *run)
{
    EvalFault fault;
    set_inputs(run);
    set_params(run);
    draw(run);
    if (!evaluator_run(run->evaluator, run->values, &fault))
        return 1;
    int at = -1;
    for (uint32_t i = 0; i < run->graph->outputs.count; i++)
        get_values(next_seat(OUT, &at),
                   run->values[graph_output(run->graph, i, false)]);
    return 0;
}

static void open_run(Valued *run, const Graph *graph)
{
    run->graph = graph;
    run->values = NEW_ARRAY(&arena, double *, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == INPUT)
            run->values[id] = NEW_ARRAY(&arena, double, size_of(graph, id));
    if (graph->states.count)
        fail("states are not kept");
    run->evaluator = evaluator_create(graph, &arena, in_float);
}

/* -- the update of the params -- */

static double option(MethodOption which)
{
    ArrayId id = step.graph->training.options[which];
    return id ? step.values[id][0] : 0;
}

/* For each element of a param that is trained, in the order of the updates. */
typedef void Visit(real *gradient, int64_t place, void *context);

static double squares;

static void add_square(real *gradient, int64_t place, void *context)
{
    (void)place, (void)context;
    squares += (double)*gradient * (double)*gradient;
}

#if IN_DOUBLE
#define GG(name) gg_##name
typedef gg_rate Rate;
#else
#define GG(name) gg_##name##f
typedef gg_ratef Rate;
#endif

static void update(real *gradient, int64_t place, void *context)
{
    const Rate r = *(const Rate *)context;
    const real mu = (real)option(OPTION_MOMENTUM), rho = (real)option(OPTION_RHO);
    const real beta1 = (real)option(OPTION_BETA1);
    const real beta2 = (real)option(OPTION_BETA2);
    const real eps = (real)option(OPTION_EPS);
    real *w = &params[place], *m = &moments[0][place], *v = &moments[1][place];
    switch ((Method)step.graph->training.method) {
    case METHOD_SGD: GG(sgd)(1, w, gradient, r); break;
    case METHOD_MOMENTUM: GG(momentum)(1, w, gradient, m, r, mu); break;
    case METHOD_NESTEROV: GG(nesterov)(1, w, gradient, m, r, mu); break;
    case METHOD_ADAGRAD: GG(adagrad)(1, w, gradient, v, r, eps); break;
    case METHOD_RMSPROP: GG(rmsprop)(1, w, gradient, v, r, rho, eps); break;
    case METHOD_ADAM:
        GG(adam)(1, w, gradient, m, v, r, beta1, beta2, eps, steps + 1);
        break;
    case METHOD_ADAMW:
        GG(adamw)(1, w, gradient, m, v, r, beta1, beta2, eps, steps + 1);
        break;
    case METHOD_NONE: fail("no method");
    }
}

/* The elements of the box, on one axis only that one: `row`, of which the
 * gradient stands at `read`; without such an axis it is the rank. */
static void visit_box(const Trained *t, uint32_t axis, int64_t row,
                      int64_t read, Visit *visit, void *context)
{
    const Graph *graph = step.graph;
    const Array *array = graph_array(graph, t->param);
    const Array *gradient = graph_array(graph, t->gradient);
    int64_t at[MAX_RANK] = {0};
    for (;;) {
        int64_t place = 0, from = 0;
        for (uint32_t a = 0; a < array->rank; a++) {
            place = place * array->shape[a]
                  + (a == axis ? row : t->box[a].low + at[a]);
            from = from * gradient->shape[a] + (a == axis ? read : at[a]);
        }
        real g = (real)step.values[t->gradient][from];
        visit(&g, place_of(graph, t->param) + place, context);
        uint32_t a = array->rank;
        while (a > 0 && (a - 1 == axis
                         || ++at[a - 1] == t->box[a - 1].high
                                               - t->box[a - 1].low))
            at[--a] = 0;
        if (!a)
            return;
    }
}

/* The sum of the gradients of later reads of a row, at its first read. */
static void gather(const Trained *t, int64_t first, int64_t later)
{
    const Array *gradient = graph_array(step.graph, t->gradient);
    int64_t outer = 1, inner = 1, reads = gradient->shape[t->axis];
    for (uint32_t a = 0; a < gradient->rank; a++)
        *(a < t->axis ? &outer : &inner) *=
            a == t->axis ? 1 : gradient->shape[a];
    double *values = step.values[t->gradient];
    for (int64_t o = 0; o < outer; o++)
        for (int64_t i = 0; i < inner; i++) {
            double *sum = &values[(o * reads + first) * inner + i];
            *sum = (double)(real)(*sum
                                  + values[(o * reads + later) * inner + i]);
        }
}

static void visit_trained(const Trained *t, Visit *visit, void *context)
{
    if (!t->rows) {
        visit_box(t, MAX_RANK, 0, 0, visit, context);
        return;
    }
    const double *rows = step.values[t->rows];
    int64_t reads = size_of(step.graph, t->rows);
    for (int64_t i = 0; i < reads; i++) {
        int64_t row = (int64_t)rows[i] - 1, first = 0;
        while ((int64_t)rows[first] - 1 != row)
            first++;
        Range box = t->box[t->axis];
        if (row >= box.low && row < box.high && first == i)
            visit_box(t, t->axis, row, t->gathered ? row : i, visit, context);
    }
}

static void gather_all(const Trained *t)
{
    if (!t->rows || t->gathered)
        return;
    const double *rows = step.values[t->rows];
    for (int64_t i = 0; i < size_of(step.graph, t->rows); i++)
        for (int64_t first = 0; first < i && rows[i] > 0; first++)
            if (rows[first] == rows[i]) {
                gather(t, first, i);
                break;
            }
}

int model_step(void)
{
    if (run_all(&step))
        return 1;
    const Training *training = &step.graph->training;
    Rate rate = {1, (real)option(OPTION_RATE), (real)option(OPTION_DECAY)};
    for (uint32_t i = 0; i < training->trained.count; i++)
        gather_all(&training->trained.at[i]);
    squares = 0;
    for (uint32_t i = 0; i < training->trained.count; i++)
        visit_trained(&training->trained.at[i], add_square, NULL);
    if (training->options[OPTION_CLIP])
        rate.scale = GG(clip)(squares, (real)option(OPTION_CLIP));
    for (uint32_t i = 0; i < training->trained.count; i++)
        visit_trained(&training->trained.at[i], update, &rate);
    steps++;
    return 0;
}

/* -- forward and backward, which are one graph -- */

int model_forward(void)
{
    int status = run_all(&pass);
    steps += status == 0 && graph_has_state(pass.graph);
    return status;
}

int model_backward(void)
{
    const Graph *graph = pass.graph;
    int at = -1, input = -1;
    for (int i = 0; i < model_seat_count; i++)
        if (model_seats[i].role == BY_PARAMS)
            at = i;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *g = &graph->gradients.at[i];
        const double *values = pass.values[g->array];
        if (gradient_is_argument(graph, g)) {
            get_values(next_seat(BY_INPUT, &input), values);
            continue;
        }
        real *to = (real *)model_seats[at].at + place_of(graph, g->by);
        for (int64_t n = 0; n < size_of(graph, g->by); n++)
            to[n] = (real)values[n];
    }
    return 0;
}

/* -- opening -- */

/* Of the inputs that have gradients, which seats they are. */
static int seat_of_input(ArrayId id)
{
    const Graph *graph = pass.graph;
    int seat = -1;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId input = defined(graph, graph->inputs.at[i]);
        if (!is_seed(graph, input))
            (void)next_seat(IN, &seat);
        if (input == id)
            return seat;
    }
    return 0;
}

static void add_seats(void)
{
    const Graph *graph = pass.graph;
    int64_t count = 0;
    for (uint32_t i = 0; i < graph->params.count; i++)
        count += size_of(graph, defined(graph, graph->params.at[i]));
    if (count)
        params = add_seat(PARAMS, count, 0, 0);
    for (int i = 0; i < 2; i++)
        moments[i] = calloc((size_t)count + 1, sizeof(real));
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        if (!is_seed(graph, id))
            add_array(IN, id);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        add_array(OUT, defined(graph, graph->outputs.at[i]));
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        add_array(SEED, graph->seeds.at[i].array);
    if (count)
        add_seat(BY_PARAMS, count, 0, 0);
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *g = &graph->gradients.at[i];
        if (gradient_is_argument(graph, g))
            add_seat(BY_INPUT, size_of(graph, g->by), 0,
                     seat_of_input(g->by));
    }
}

void model_open(int argc, char **argv)
{
    static Diagnostics diagnostics;
    static Options options;
    static Sources sources;
    static Compilation compilation;
    arena_init(&arena, NULL, &no_memory);
    if (setjmp(no_memory))
        fail("out of memory");
    sources = (Sources){.arena = &arena, .end = 1};
    diagnostics_init(&diagnostics, &arena, &sources);
    if (!options_parse(&options, &arena, &diagnostics, argc, argv))
        exit(2);
    compilation = (Compilation){.arena = &arena, .sources = &sources,
                                .diagnostics = &diagnostics,
                                .options = &options};
    in_float = !options.real_double;
    if (in_float != (sizeof(real) == sizeof(float)))
        fail("made for the other type of reals");
    Graph *graph = compile_forward(&compilation);
    graph = graph ? compile_gradient(&compilation, graph) : NULL;
    if (!graph)
        fail("the program has errors");
    open_run(&pass, graph);
    const Graph *training = compile_step(&compilation);
    if (training)
        open_run(&step, training);
    model_trains = training != NULL;
    add_seats();
}

void model_init(uint64_t from)
{
    const Graph *graph = pass.graph;
    seed = from;
    initialise(&pass, 0, pass.values);
    if (step.graph)
        initialise(&step, 0, step.values);
    real *to = params;
    for (uint32_t p = 0; p < graph->params.count; p++) {
        ArrayId id = defined(graph, graph->params.at[p]);
        for (int64_t i = 0; i < size_of(graph, id); i++)
            *to++ = (real)pass.values[id][i];
    }
}
