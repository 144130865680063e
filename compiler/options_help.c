/* options_help.c: what the command says of itself. */
#include "options.h"

static const char usage[] =
    "usage: gcc-graph [options] model.g -o model.c\n"
    "       gcc-graph eval model.g x=1 y=[1,2,3] W=@file.npy ...\n"
    "       gcc-graph diff old.g new.g\n"
    "       gcc-graph diff --values a.npy b.npy\n"
    "       gcc-graph report model.g -o report.html\n"
    "       gcc-graph explain model.g [∂J/∂W ...]\n"
    "       gcc-graph --check model.g [x=1 ...]\n"
    "       gcc-graph --help\n";

static const char help[] =
    "\n"
    "Compiles equations into C with their gradients: writes model.c and model.h.\n"
    "`-` as the input file is standard input.\n"
    "\n"
    "  -o FILE             write the C file here, and the header beside it\n"
    "  -D NAME=NUMBER      override a dim\n"
    "  --batch=NUMBER      override the size of the batch\n"
    "  --real=float|double the type of real numbers (float)\n"
    "  --wrt=W,b           make the gradients by these only\n"
    "  --truncate=K        in recurrences, gradients do not pass from every\n"
    "                      K-th step to those before it\n"
    "  --checkpoint        keep of a recurrence only some steps for backward,\n"
    "                      which makes the others again\n"
    "  --checkpoint=K      the same: every K-th step\n"
    "  --max-ram=BYTES     work areas take no more, with K and M as suffixes: what\n"
    "                      is kept for backward is made again, where need be\n"
    "  --accumulate        gradients are added to what is there\n"
    "  -fsplit-step        of a step of training make two functions, the gradient\n"
    "                      and the update by it\n"
    "  -Ofast              let the C compiler fuse multiplications and additions,\n"
    "                      and divide by inverses: faster, but not the same bits\n"
    "                      everywhere\n"
    "  --blas              multiply large matrices by a library that has cblas.h\n"
    "  -fopenmp, -fopenmp=N\n"
    "                      let 4, or N, threads share large sums and loops\n"
    "  -mvector=BITS       vectors of 128, 256 or 512 bits at most, or none: then\n"
    "                      sums are plain loops\n"
    "  --profile           count calls and time of each equation: the C has a\n"
    "                      table of them, which gg_profile_print prints\n"
    "  --standalone        the C has within it what it needs of the runtime\n"
    "  --selftest          the C has a function that tests gradients, and bits of\n"
    "                      outputs and gradients, where it runs; values behind it,\n"
    "                      --params and --seed as for --check\n"
    "  --bake=FILE         make infer alone, with the params of a file (.npy, .json,\n"
    "                      or of gg_save_params) as constants\n"
    "  --section-params=NAME, --section-work=NAME\n"
    "                      make the params and the work area objects of the C, in\n"
    "                      the sections of these names\n"
    "  -MD                 write a make rule of what was read to model.d\n"
    "  -fsyntax-only       only report errors\n"
    "  --dump=STAGE        print a stage: tree, graph, gradient, simplified,\n"
    "                      loops, plan\n"
    "  --emit=c|dot|svg    what to write: C; or the graph and that of its\n"
    "                      gradients, for Graphviz or as a picture by it\n"
    "  --emit=gradients    the formula of each gradient, one line each\n"
    "  --describe          print params with their places, sizes, and the bytes\n"
    "                      that are needed\n"
    "  --describe=json     the same as JSON\n"
    "  -I FOLDER           look for imported files here\n"
    "  -Wall, -Wno-NAME, -Werror, -Werror=NAME\n"
    "                      warnings: unused, shadow, index\n"
    "  -fdiagnostics-format=text|json|sarif\n"
    "                      how errors and warnings are printed: as text, as\n"
    "                      JSON like that of gcc, or as SARIF 2.1.0\n"
    "  -v                  say what each pass makes\n"
    "  --version, --help\n"
    "\n";

/* C promises strings of 4,095 characters. */
static const char more_help[] =
    "eval prints every output and every gradient at the values given:\n"
    "  NAME=VALUE          a number, a list such as [[1,2],[3,4]], or @FILE with\n"
    "                      the suffix .npy, .json or .csv\n"
    "  --params=FILE       values of params: an object in .json, all as a vector in\n"
    "                      .npy, or a file of gg_save_params\n"
    "  --seed=NUMBER       for what is drawn (1)\n"
    "  --step=NUMBER       the step, for inputs that are drawn (0)\n"
    "  --infer             what infer computes: no training, no gradients\n"
    "  --engine=eval|c     the interpreter, or the generated C through $CC\n"
    "  --real=float|double the precision (double)\n"
    "  --json              print JSON\n"
    "\n"
    "diff says of every output and every gradient whether two programs compute the\n"
    "same, and what of their declarations changed. Exit status: 0 the same, 1 not,\n"
    "2 trouble.\n"
    "  --format=text|json|markdown\n"
    "  --seed=NUMBER       of the first of the random points (1)\n"
    "  --points=NUMBER     how many of them (up to 36); points at which conditions\n"
    "                      change come on top\n"
    "  --all               show all results, with all equations: as text and markdown\n"
    "                      show the first 20 of a kind, and 40 lines of each\n"
    "  -D, --batch, -I     for both programs\n"
    "  --values            compare two files of numbers instead (.npy, .json, .csv, or\n"
    "                      of gg_save_params), in units in the last place of float\n"
    "                      or double: NaN is equal to NaN, and -0 is 1 below 0\n"
    "  --ulp=NUMBER        of --values: this far apart is the same (0)\n"
    "\n"
    "report writes a page about the program: formulas, graph, memory, operations,\n"
    "the gradient check and the C, tied to each other.\n"
    "\n"
    "explain derives gradients as on a blackboard: those named, or all.\n"
    "  ∂J/∂W, dJ/dW, d_W   the derivative of the output J by W, or of all by W\n"
    "  --format=text|latex|markdown|mathml\n"
    "  --width=NUMBER      columns of a line (80)\n"
    "  --wrt=W,b           derivatives by these alone\n"
    "\n"
    "--check compares every gradient with two-sided differences at random\n"
    "points; exit status 1 if one is wrong. Behind it may stand NAME=VALUE.\n"
    "  --check=fast        whole arrays in random directions alone: a few\n"
    "                      evaluations for each, whatever its size\n"
    "  --seed=NUMBER       for what is drawn (1)\n"
    "  --points=NUMBER     how many of them (2; 1 of a large program)\n"
    "  --params=FILE, --step=NUMBER, --json\n"
    "                      as of eval: what has no value there is drawn\n"
    "\n"
    "Exit status: 0 fine, 1 an error in the program (of diff and explain: 2),\n"
    "2 wrong usage, 3 a fault of gcc-graph.\n";

void options_usage(FILE *file)
{
    fputs(usage, file);
}

void options_help(FILE *file)
{
    fputs(usage, file);
    fputs(help, file);
    fputs(more_help, file);
}

void options_version(FILE *file)
{
    fputs("gcc-graph " GCC_GRAPH_VERSION "\n", file);
}
