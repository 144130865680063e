/* compile_report.h: gcc-graph report. */
#ifndef GCC_GRAPH_COMPILE_REPORT_H
#define GCC_GRAPH_COMPILE_REPORT_H

#include "compile.h"

/* Writes the page about the program to -o, or to the standard output. */
Status compile_report(Compilation *compilation, const Graph *gradient);

#endif
