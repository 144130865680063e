/* options_check.c: which options do not go together. */
#include "options_read.h"

#include <string.h>

/* --format, of what prints in several. */
static bool check_format(const Arguments *args)
{
    static const char *const reports[] = {"text", "json", "markdown", NULL};
    static const char *const formulas[] = {"text", "latex", "markdown",
                                           "mathml", NULL};
    Options *options = args->options;
    bool diff = options->action == ACTION_DIFF;
    if (!diff && options->action != ACTION_EXPLAIN)
        return complain(args, "--format belongs to `gcc-graph diff` and "
                              "`gcc-graph explain`%s", "");
    const char *const *formats = diff ? reports : formulas;
    for (uint8_t i = 0; formats[i]; i++)
        if (!strcmp(args->format, formats[i])) {
            options->report = i;
            return true;
        }
    return complain(args, diff ? "--format=%s: it is text, json or markdown"
                               : "--format=%s: it is text, latex, markdown or "
                                 "mathml", args->format);
}

/* What belongs to diff, and what does not. */
static bool check_diff(const Arguments *args)
{
    const Options *options = args->options;
    bool diff = options->action == ACTION_DIFF;
    if (!diff && (options->numbers || args->ulp_given))
        return complain(args, "--values and --ulp belong to "
                        "`gcc-graph diff`%s", "");
    if (!diff && options->all)
        return complain(args, "--all belongs to `gcc-graph diff`%s", "");
    if (!diff && options->points && options->action != ACTION_CHECK)
        return complain(args, "--points belongs to --check and `gcc-graph "
                        "diff`%s", "");
    if (diff && !options->other.length)
        return complain(args, "diff compares two files: %s is alone",
                        options->input.at);
    if (diff && text_is(options->input, "-") && text_is(options->other, "-"))
        return complain(args, "standard input is one file, not both%s", "");
    if (args->ulp_given && !options->numbers)
        return complain(args, "--ulp is for diff --values%s", "");
    if (options->numbers && options->points)
        return complain(args, "--points is for programs, not for --values%s",
                        "");
    return true;
}

bool options_check(Arguments *args)
{
    Options *options = args->options;
    bool eval = options->action == ACTION_EVAL;
    if (!options->input.length) {
        options->usage = true;
        return complain(args, "no input file%s", "");
    }
    if (options->verbose && args->diagnostics->format != FORMAT_TEXT)
        return complain(args, "-v prints text: it does not go with "
                              "-fdiagnostics-format=json or sarif%s", "");
    options->lower.whole_det = options->action == ACTION_EXPLAIN;
    if (!check_diff(args) || (args->format && !check_format(args)))
        return false;
    if (options->width && options->action != ACTION_EXPLAIN)
        return complain(args, "--width belongs to `gcc-graph explain`%s", "");
    if (eval && options->profile)
        return complain(args, "eval does not go with --profile%s", "");
    if ((options->bake.length || options->section_params.length
         || options->section_work.length)
        && options->action != ACTION_COMPILE)
        return complain(args, "--bake, --section-params and --section-work "
                              "change the C: say -o FILE%s", "");
    if (options->bake.length
        && (options->wrt.count || options->accumulate || options->split_step
            || options->checkpoint != NO_CHECKPOINT))
        return complain(args, "--bake makes no gradients: it does not go with "
                              "--wrt, --accumulate, --checkpoint and "
                              "-fsplit-step%s", "");
    if (options->bake.length && options->section_work.length
        && text_equal(options->section_params, options->section_work))
        return complain(args, "--section-params and --section-work: constants "
                              "and the work area cannot share a section%s", "");
    if (options->selftest && options->action != ACTION_COMPILE
        && options->action != ACTION_DESCRIBE)
        return complain(args, "--selftest adds to the C: say -o FILE%s", "");
    if (options->selftest && (options->bake.length || options->lower.truncate))
        return complain(args, "--selftest compares gradients: it does not go with "
                              "--bake, which makes none, or --truncate, which "
                              "cuts them%s", "");
    if (options->standalone && options->blas)
        return complain(args, "--standalone does not go with --blas, which "
                              "needs a library%s", "");
    if (eval && !args->real_given)
        options->real_double = true;
    bool valued = eval || options->action == ACTION_CHECK;
    if (!eval && (args->engine_given || options->infer))
        return complain(args, "--engine and --infer belong to `gcc-graph eval`%s",
                        "");
    if (!valued && (options->json || options->step))
        return complain(args, "--json and --step belong to `gcc-graph eval` and "
                        "--check%s", "");
    if (!valued && !options->selftest && options->params.length)
        return complain(args, "--params belongs to `gcc-graph eval`, --check and "
                        "--selftest%s", "");
    bool plans = options->action == ACTION_COMPILE
              || options->action == ACTION_DESCRIBE
              || options->action == ACTION_REPORT || options->c_engine
              || (options->action == ACTION_DUMP
                  && options->stage == STAGE_PLAN);
    if (options->most != NO_LIMIT && !plans)
        return complain(args, "--max-ram is for C and what describes it%s", "");
    if (options->action == ACTION_CHECK && options->lower.truncate)
        return complain(args, "--check with --truncate: gradients that are "
                              "cut are not those of differences%s", "");
    if (options->action == ACTION_COMPILE && text_is(options->input, "-")
        && !options->output.length)
        return complain(args, "standard input has no name: say -o FILE%s", "");
    if (options->action == ACTION_COMPILE && text_is(options->output, "-"))
        return complain(args, "-o -: a C file and a header are written: say "
                              "-o FILE%s", "");
    return true;
}
