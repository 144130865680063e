/* options.c: the command line, in the manner of gcc. */
#include "options_read.h"

#include "letters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 100000, LEAST_WIDTH = 20, MOST_WIDTH = 10000 };

/* The last one counts, but values given for eval are not to be lost. */
static bool choose(Arguments *args, Action action, const char *argument)
{
    Options *options = args->options;
    static const struct {
        Action      action;
        const char *word;
    } commands[] = {{ACTION_DIFF, "diff"}, {ACTION_EVAL, "eval"},
                    {ACTION_REPORT, "report"}, {ACTION_EXPLAIN, "explain"}};
    for (size_t i = 0; args->chosen && i < sizeof commands / sizeof *commands;
         i++) {
        bool before = options->action == commands[i].action;
        if (before != (action == commands[i].action))
            return complain(args,
                            i == 0   ? "diff does not go with %s"
                            : i == 1 ? "eval does not go with %s"
                            : i == 2 ? "report does not go with %s"
                                     : "explain and --emit=gradients do not "
                                       "go with %s",
                            before ? argument : args->chosen);
    }
    options->action = action;
    args->chosen = argument;
    return true;
}

/* The value of an option `-o x` or `-ox`; NULL if there is none. */
static const char *attached(Arguments *args, size_t length)
{
    const char *argument = args->argv[args->at];
    if (argument[length])
        return argument + length;
    if (args->at + 1 < args->argc)
        return args->argv[++args->at];
    return NULL;
}

/* `--name=value`; NULL if the argument is another option. */
static const char *value_of(const char *argument, const char *name)
{
    size_t length = strlen(name);
    return !strncmp(argument, name, length) && argument[length] == '='
             ? argument + length + 1
             : NULL;
}

static bool parse_whole(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *out = value;
    return end != text && !*end && !errno;
}

/* Bytes: a positive number, with K or k for 1,024 and M or m for 1,048,576 of
 * them. */
static bool parse_bytes(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    int64_t unit = *end == 'K' || *end == 'k' ? 1 << 10
                 : *end == 'M' || *end == 'm' ? 1 << 20 : 1;
    if (end == text || end[unit > 1] || errno || *text < '0' || *text > '9'
        || value < 1 || value > INT64_MAX / unit - 1)
        return false;
    *out = value * unit;
    return true;
}

static bool add_override(Arguments *args, const char *text)
{
    const char *equals = strchr(text, '=');
    Override override = {0};
    if (!equals || equals == text || !parse_whole(equals + 1, &override.value))
        return complain(args, "-D %s: expected NAME=NUMBER with a whole number",
                        text);
    override.name =
        name_fold(args->arena, (Text){text, (size_t)(equals - text)});
    LowerOptions *lower = &args->options->lower;
    Override *grown =
        NEW_ARRAY(args->arena, Override, lower->override_count + 1);
    if (lower->override_count)
        memcpy(grown, lower->overrides,
               lower->override_count * sizeof *grown);
    grown[lower->override_count++] = override;
    lower->overrides = grown;
    return true;
}

static void add_names(Arguments *args, const char *text, TextList *list)
{
    while (*text) {
        size_t length = strcspn(text, ",");
        if (length)
            list_push(args->arena, list,
                      name_fold(args->arena, (Text){text, length}));
        text += length + (text[length] == ',');
    }
}

static bool parse_stage(Arguments *args, const char *argument,
                        const char *name)
{
    static const char *const stages[] = {"tree", "graph", "gradient",
                                         "simplified", "loops", "plan"};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (!strcmp(name, stages[i])) {
            args->options->stage = (Stage)i;
            return choose(args, ACTION_DUMP, argument);
        }
    return complain(args, "--dump=%s: the stages are tree, graph, gradient, "
                    "simplified, loops and plan", name);
}

/* As linkers take it without quoting: .rodata.weights */
static bool parse_section(const Arguments *args, const char *argument,
                          const char *value, Text *out)
{
    static const char others[] = "._$-";
    *out = text_of(value);
    for (size_t i = 0; value[i]; i++) {
        unsigned char c = (unsigned char)value[i];
        if (!(c >= '0' && c <= '9') && !((c | 32) >= 'a' && (c | 32) <= 'z')
            && !strchr(others, c))
            return complain(args, "%s: the name of a section has letters, "
                                  "digits and any of . _ $ -", argument);
    }
    return *value
        || complain(args, "%s: expected the name of a section", argument);
}

/* Unknown, or without the value that it needs; false. */
static bool is_unknown(Arguments *args, const char *argument)
{
    static const char *const with_value[] = {
        "--bake", "--batch", "--dump", "--emit", "--engine", "--format",
        "--max-ram", "--params", "--points", "--real", "--section-params",
        "--section-work", "--seed", "--step", "--truncate", "--ulp", "--width", "--wrt", "-fdiagnostics-format", "-mvector",
    };
    for (size_t i = 0; i < sizeof with_value / sizeof *with_value; i++)
        if (!strcmp(argument, with_value[i]))
            return complain(args, "%s needs a value, behind =", argument);
    return complain(args, "unknown option %s (see gcc-graph --help)", argument);
}

static bool parse_long(Arguments *args, const char *argument)
{
    Options *options = args->options;
    const char *value;
    int64_t number;
    if ((value = value_of(argument, "--dump")))
        return parse_stage(args, argument, value);
    if ((value = value_of(argument, "--emit"))) {
        if (!strcmp(value, "dot"))
            return choose(args, ACTION_DOT, argument);
        if (!strcmp(value, "svg"))
            return choose(args, ACTION_SVG, argument);
        options->formulas = !strcmp(value, "gradients");
        if (options->formulas)
            return choose(args, ACTION_EXPLAIN, argument);
        return !strcmp(value, "c")
            || complain(args, "--emit=%s: it is c, dot, svg or gradients", value);
    }
    if ((value = value_of(argument, "--real"))) {
        options->real_double = !strcmp(value, "double");
        args->real_given = true;
        return options->real_double || !strcmp(value, "float")
            || complain(args, "--real=%s: it is float or double", value);
    }
    if ((value = value_of(argument, "--engine"))) {
        options->c_engine = !strcmp(value, "c");
        args->engine_given = true;
        return options->c_engine || !strcmp(value, "eval")
            || complain(args, "--engine=%s: it is eval or c", value);
    }
    if ((value = value_of(argument, "--batch"))) {
        if (!parse_whole(value, &number) || number < 1)
            return complain(args, "--batch=%s: expected a positive number",
                            value);
        options->lower.batch = number;
        return true;
    }
    if ((value = value_of(argument, "--truncate"))) {
        if (!parse_whole(value, &number) || number < 1)
            return complain(args, "--truncate=%s: expected a positive number",
                            value);
        options->lower.truncate = number;
        return true;
    }
    if ((value = value_of(argument, "--checkpoint"))) {
        if (!parse_whole(value, &number) || number < 1)
            return complain(args, "--checkpoint=%s: expected a positive number",
                            value);
        options->checkpoint = number;
        return true;
    }
    if ((value = value_of(argument, "--max-ram")))
        return parse_bytes(value, &options->most)
            || complain(args, "--max-ram=%s: expected a number of bytes, as in "
                              "24K", value);
    if ((value = value_of(argument, "--seed"))) {
        if (!parse_whole(value, &number) || number < 0)
            return complain(args, "--seed=%s: expected a whole number from 0",
                            value);
        options->seed = (uint64_t)number;
        return true;
    }
    if ((value = value_of(argument, "--points"))) {
        if (!parse_whole(value, &number) || number < 1 || number > MOST_POINTS)
            return complain(args, "--points=%s: expected a number from 1 to 100000",
                            value);
        options->points = (uint32_t)number;
        return true;
    }
    if ((value = value_of(argument, "--ulp"))) {
        if (!parse_whole(value, &number) || number < 0)
            return complain(args, "--ulp=%s: expected a whole number from 0", value);
        options->ulp = (uint64_t)number;
        return args->ulp_given = true;
    }
    if ((value = value_of(argument, "--format")))
        return (args->format = value) != NULL;
    if ((value = value_of(argument, "--width"))) {
        if (!parse_whole(value, &number) || number < LEAST_WIDTH
            || number > MOST_WIDTH)
            return complain(args, "--width=%s: expected a number from 20 to "
                                  "10000", value);
        options->width = (uint32_t)number;
        return true;
    }
    if (!strcmp(argument, "--values"))
        return options->numbers = true;
    if (!strcmp(argument, "--all"))
        return options->all = true;
    if ((value = value_of(argument, "--params"))) {
        options->params = text_of(value);
        return *value || complain(args, "--params=: expected a file%s", "");
    }
    if ((value = value_of(argument, "--bake"))) {
        options->bake = text_of(value);
        return *value || complain(args, "--bake=: expected a file%s", "");
    }
    if ((value = value_of(argument, "--section-params")))
        return parse_section(args, "--section-params", value,
                             &options->section_params);
    if ((value = value_of(argument, "--section-work")))
        return parse_section(args, "--section-work", value,
                             &options->section_work);
    if ((value = value_of(argument, "--wrt"))) {
        add_names(args, value, &options->wrt);
        return options->wrt.count
            || complain(args, "--wrt=%s: expected names, as in W,b", value);
    }
    if ((value = value_of(argument, "--step"))) {
        if (!parse_whole(value, &number) || number < 0)
            return complain(args, "--step=%s: expected a whole number from 0",
                            value);
        options->step = (uint64_t)number;
        return true;
    }
    if (!strcmp(argument, "--infer"))
        return options->infer = true;
    if (!strcmp(argument, "--json"))
        return options->json = true;
    if (!strcmp(argument, "--checkpoint")) {
        options->checkpoint = CHECKPOINT_BEST;
        return true;
    }
    if (!strcmp(argument, "--accumulate"))
        return options->accumulate = true;
    if (!strcmp(argument, "--blas"))
        return options->blas = true;
    if (!strcmp(argument, "--profile"))
        return options->profile = true;
    if (!strcmp(argument, "--standalone"))
        return options->standalone = true;
    if (!strcmp(argument, "--selftest"))
        return options->selftest = true;
    if ((value = value_of(argument, "--describe"))) {
        options->describe_json = !strcmp(value, "json");
        return options->describe_json ? choose(args, ACTION_DESCRIBE, argument)
                                      : complain(args, "--describe=%s: it is "
                                                       "json, or --describe "
                                                       "alone", value);
    }
    if (!strcmp(argument, "--describe"))
        return choose(args, ACTION_DESCRIBE, argument);
    if ((value = value_of(argument, "--check"))) {
        options->fast = !strcmp(value, "fast");
        return options->fast ? choose(args, ACTION_CHECK, argument)
                             : complain(args, "--check=%s: it is fast, or "
                                              "--check alone", value);
    }
    if (!strcmp(argument, "--check"))
        return choose(args, ACTION_CHECK, argument);
    return is_unknown(args, argument);
}

static bool parse_vector(Arguments *args, const char *value)
{
    static const char *const widths[] = {"none", "128", "256", "512"};
    static const int bits[] = {0, 128, 256, 512};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        if (!strcmp(value, widths[i])) {
            args->options->vector = bits[i];
            return true;
        }
    return complain(args, "-mvector=%s: it is 128, 256, 512 or none", value);
}

static bool parse_short(Arguments *args, const char *argument)
{
    Options *options = args->options;
    const char *value;
    if (!strcmp(argument, "-fsyntax-only"))
        return choose(args, ACTION_SYNTAX, argument);
    if (!strcmp(argument, "-fsplit-step"))
        return options->split_step = true;
    if (!strcmp(argument, "-Ofast"))
        return options->relaxed = true;
    if (!strcmp(argument, "-fopenmp")) {
        options->threads = THREADS;
        return true;
    }
    if ((value = value_of(argument, "-fopenmp"))) {
        int64_t number;
        if (!parse_whole(value, &number) || number < 1
            || number > MOST_THREADS)
            return complain(args, "-fopenmp=%s: expected a number up to 64",
                            value);
        options->threads = (uint32_t)number;
        return true;
    }
    if ((value = value_of(argument, "-fdiagnostics-format")))
        return diagnostics_format(args->diagnostics, value)
            || complain(args, "-fdiagnostics-format=%s: it is text, json or "
                              "sarif", value);
    if ((value = value_of(argument, "-mvector")))
        return parse_vector(args, value);
    if (!strcmp(argument, "-MD"))
        return options->dependencies = true;
    if (!strcmp(argument, "-v"))
        return options->verbose = true;
    if (argument[1] == 'W')
        return diagnostics_option(args->diagnostics, text_of(argument + 2))
            || complain(args, "unknown warning %s (see gcc-graph --help)",
                        argument);
    if (argument[1] == 'o' || argument[1] == 'D' || argument[1] == 'I') {
        if (!(value = attached(args, 2)))
            return complain(args, "%s: its argument is missing", argument);
        if (argument[1] == 'D')
            return add_override(args, value);
        if (argument[1] == 'I')
            list_push(args->arena, &options->include, text_of(value));
        else if (options->output.length)
            return complain(args, "a second output file: %s", value);
        else if (!*value)
            return complain(args, "an empty file name%s", "");
        else
            options->output = text_of(value);
        return true;
    }
    return is_unknown(args, argument);
}

static bool parse_plain(Arguments *args, const char *argument)
{
    Options *options = args->options;
    bool eval = options->action == ACTION_EVAL;
    bool check = options->action == ACTION_CHECK || options->selftest;
    bool is_value = strchr(argument, '=') != NULL;
    if ((eval || (check && is_value)) && options->input.length) {
        if (!is_value)
            return complain(args, "%s: after the program, eval takes "
                                  "NAME=VALUE, without spaces", argument);
        list_push(args->arena, &options->values, text_of(argument));
        return true;
    }
    if (options->input.length && *argument && !options->formulas
        && options->action == ACTION_EXPLAIN) {
        list_push(args->arena, &options->asked, text_of(argument));
        return true;
    }
    if (options->input.length && is_value && options->action != ACTION_DIFF)
        return complain(args, "%s: values belong to `gcc-graph eval`, and stand "
                              "behind --check or --selftest", argument);
    if (!*argument)
        return complain(args, "an empty file name%s", "");
    if (options->input.length && options->action == ACTION_DIFF
        && !options->other.length) {
        options->other = text_of(argument);
        return true;
    }
    if (options->input.length)
        return complain(args, options->other.length ? "a third input file: %s"
                                              : "a second input file: %s",
                        argument);
    options->input = text_of(argument);
    return true;
}

static bool parse_argument(Arguments *args, const char *argument)
{
    Options *options = args->options;
    if (!strcmp(argument, "eval") && options->action != ACTION_EVAL
        && !options->input.length)
        return choose(args, ACTION_EVAL, argument);
    if (!strcmp(argument, "diff") && options->action != ACTION_DIFF
        && options->action != ACTION_EVAL && !options->input.length)
        return choose(args, ACTION_DIFF, argument);
    if (!strcmp(argument, "report") && !args->chosen && !options->input.length)
        return choose(args, ACTION_REPORT, argument);
    if (!strcmp(argument, "explain") && !options->input.length
        && (!args->chosen || options->action == ACTION_EXPLAIN)
        && (options->action != ACTION_EXPLAIN || options->formulas)) {
        options->formulas = false;
        return choose(args, ACTION_EXPLAIN, argument);
    }
    if (argument[0] != '-' || !argument[1])
        return parse_plain(args, argument);
    return argument[1] == '-' ? parse_long(args, argument)
                              : parse_short(args, argument);
}

/* What is wrong with options before this one has its format, too. */
static void find_format(Arguments *args)
{
    for (int i = 1; i < args->argc && strcmp(args->argv[i], "--"); i++) {
        const char *value = value_of(args->argv[i], "-fdiagnostics-format");
        if (value)
            diagnostics_format(args->diagnostics, value);
    }
}

bool options_parse(Options *options, Arena *arena, Diagnostics *diagnostics,
                   int argc, char *const *argv)
{
    *options = (Options){.seed = 1, .checkpoint = NO_CHECKPOINT,
                          .most = NO_LIMIT,
                          .vector = VECTOR_ANY};
    Arguments args = {.options = options, .arena = arena,
                      .diagnostics = diagnostics, .argc = argc, .at = 1,
                      .argv = argv};
    options->usage = argc < 2;
    if (options->usage)
        return false;
    find_format(&args);
    bool options_end = false;
    for (; args.at < argc; args.at++) {
        const char *argument = argv[args.at];
        if (!options_end && !strcmp(argument, "--")) {
            options_end = true;
            continue;
        }
        if (!options_end && (!strcmp(argument, "--help")
                             || !strcmp(argument, "-h"))) {
            options->action = ACTION_HELP;
            return true;
        }
        if (!options_end && !strcmp(argument, "--version")) {
            options->action = ACTION_VERSION;
            return true;
        }
        if (!(options_end ? parse_plain(&args, argument)
                          : parse_argument(&args, argument)))
            return false;
    }
    return options_check(&args);
}
