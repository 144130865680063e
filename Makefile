# gcc-graph: equations in, C with its gradients out.   `make help` says more.

VERSION = 0.1
PREFIX  = /usr/local
BUILD   = build
CC      = gcc
CLANG   = clang

WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual \
           -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Werror
CFLAGS   = -O2 -g
# What flex and bison write does not keep to -Wconversion and the like.
GENERATED_WARNINGS = -Wall -Wextra -Werror -Wno-sign-compare \
                     -Wno-unused-but-set-variable

COMPILER  = $(wildcard compiler/*.c)
RUNTIME   = $(wildcard runtime/*.c)
REAL      = $(wildcard runtime/real/*.c)
HOST      = $(wildcard runtime/host/*.c)
UNITS     = $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))

OBJECTS   = $(COMPILER:compiler/%.c=$(BUILD)/compiler/%.o) \
            $(BUILD)/compiler/scan.o $(BUILD)/compiler/grammar.o
UTF8PROC  = $(shell pkg-config --libs libutf8proc 2>/dev/null)
CHECK     = $(shell pkg-config --libs check 2>/dev/null)
INCLUDE   = -Icompiler -I$(BUILD)/grammar
LIBS      = $(UTF8PROC) -lm -ldl

.PHONY: all demo test bench bits firmware check-tools install uninstall clean help floors \
        units

all: check-tools
	@$(MAKE) --no-print-directory $(BUILD)/gcc-graph $(BUILD)/libgg.a

help:
	@echo 'make            build build/gcc-graph and build/libgg.a'
	@echo 'make demo       install what is missing, build, and train a network'
	@echo 'make test       install what is missing, build, and run all tests'
	@echo 'make bench      measure speed against C by hand and libraries: 6 minutes'
	@echo 'make bits       show that other compilers and machines give the same bits'
	@echo 'make firmware   sizes and instructions on microcontrollers, emulated'
	@echo 'make install    copy to PREFIX (now $(PREFIX))'
	@echo 'make floors     check that no file includes a higher floor'
	@echo 'make clean      remove build/'

# -- the compiler --

$(BUILD)/gcc-graph: $(OBJECTS) $(BUILD)/libgg.a
	@echo LD $@
	@$(CC) $(CFLAGS) -o $@ $(OBJECTS) $(BUILD)/libgg.a $(LIBS)

# Which files include what is made here, their .d say from then on.
$(BUILD)/compiler/%.o: compiler/%.c | $(BUILD)/grammar/grammar.h \
                       $(BUILD)/grammar/prelude.inc \
                       $(BUILD)/grammar/amalgam.inc \
                       $(BUILD)/grammar/report_css.inc \
                       $(BUILD)/grammar/report_js.inc
	@mkdir -p $(@D)
	@echo CC $<
	@$(CC) -std=c11 $(WARNINGS) $(CFLAGS) $(INCLUDE) \
	    -DGCC_GRAPH_VERSION='"$(VERSION)"' \
	    -DGCC_GRAPH_ROOT='"$(abspath .)"' -DGCC_GRAPH_PREFIX='"$(PREFIX)"' \
	    -DGCC_GRAPH_BUILD='"$(abspath $(BUILD))"' -MMD -c $< -o $@

$(BUILD)/grammar/grammar.c $(BUILD)/grammar/grammar.h &: grammar/parse.y
	@mkdir -p $(@D)
	bison -Wall -Werror -Wcounterexamples -o $(BUILD)/grammar/grammar.c \
	    --defines=$(BUILD)/grammar/grammar.h $<

$(BUILD)/grammar/scan.c: grammar/scan.l
	@mkdir -p $(@D)
	flex -o $@ $<

$(BUILD)/grammar/prelude.inc: grammar/prelude.g
	@mkdir -p $(@D)
	od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g' > $@

# The style and the script of pages.
$(BUILD)/grammar/report_%.inc: compiler/report.%
	@mkdir -p $(@D)
	od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g' > $@

# The sources of the runtime, for C that stands alone.
EMBEDDED = $(sort $(filter-out runtime/gg_narrow%, \
             $(wildcard runtime/*.[ch] runtime/real/*.[ch])))
$(BUILD)/grammar/amalgam.inc: $(EMBEDDED)
	@mkdir -p $(@D)
	@{ for file in $(EMBEDDED); do \
	       echo "static const unsigned char $$(echo $$file | tr ./ __)[] = {"; \
	       od -An -v -tu1 $$file | sed 's/[0-9][0-9]*/&,/g'; \
	       echo '};'; \
	   done; \
	   echo 'static const File files[] = {'; \
	   for file in $(EMBEDDED); do \
	       bytes=$$(echo $$file | tr ./ __); \
	       echo "{\"$${file#runtime/}\", $$bytes, sizeof $$bytes},"; \
	   done; \
	   echo '};'; } >$@

$(BUILD)/compiler/scan.o: $(BUILD)/grammar/scan.c $(BUILD)/grammar/grammar.h
	@mkdir -p $(@D)
	@echo CC $<
	@$(CC) -std=c11 $(GENERATED_WARNINGS) $(CFLAGS) $(INCLUDE) -MMD -c $< -o $@

$(BUILD)/compiler/grammar.o: $(BUILD)/grammar/grammar.c
	@mkdir -p $(@D)
	@echo CC $<
	@$(CC) -std=c11 $(GENERATED_WARNINGS) $(CFLAGS) $(INCLUDE) -MMD -c $< -o $@

# -- the runtime: what firmware links, files of real/ for double and for float,
#    and beside it what only hosts have --

RUNTIME_FLAGS = -std=c99 $(WARNINGS) -Wdouble-promotion $(CFLAGS:-O2=-O3) \
                -ffunction-sections -fdata-sections

$(BUILD)/libgg.a: $(RUNTIME:runtime/%.c=$(BUILD)/runtime/%.o) \
                  $(REAL:runtime/real/%.c=$(BUILD)/runtime/real/%.o) \
                  $(REAL:runtime/real/%.c=$(BUILD)/runtime/real/%f.o) \
                  $(HOST:runtime/host/%.c=$(BUILD)/runtime/host/%.o)
	@rm -f $@
	@echo AR $@
	@ar rcs $@ $^

$(BUILD)/runtime/%.o: runtime/%.c
	@mkdir -p $(@D)
	@echo CC $<
	@$(CC) $(RUNTIME_FLAGS) -Iruntime -Iruntime/host -MMD -c $< -o $@

$(BUILD)/runtime/real/%f.o: runtime/real/%.c
	@mkdir -p $(@D)
	@echo CC $< in float
	@$(CC) $(RUNTIME_FLAGS) -DGG_FLOAT -Iruntime -MMD -c $< -o $@

# -- tests --

units: $(UNITS:%=$(BUILD)/unit/%)

$(BUILD)/unit/compiler.a: $(filter-out $(BUILD)/compiler/main.o,$(OBJECTS))
	@mkdir -p $(@D)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/unit/compiler.a $(BUILD)/libgg.a
	@mkdir -p $(@D)
	@echo CC $<
	@$(CC) -std=c11 -Wall -Werror $(CFLAGS) $(INCLUDE) -Iruntime -Iruntime/host -Itests/unit \
	    -DGCC_GRAPH_ROOT='"$(abspath .)"' \
	    -DGCC_GRAPH_BUILD='"$(abspath $(BUILD))"' \
	    -MMD -o $@ $< $(BUILD)/unit/compiler.a $(BUILD)/libgg.a $(CHECK) $(LIBS)

test:
	@sh tests/tools
	@sh tests/run

bench: all
	@sh tests/bench/run

bits: all
	@sh tests/tools machines
	@sh tests/bits/run --all

firmware: all
	@sh tests/tools machines
	@examples/firmware/sizes/run

floors:
	@sh tests/floors

# -- the demonstration --

demo:
	@sh tests/tools
	@$(MAKE) --no-print-directory -j2 all
	@sh examples/demo

check-tools:
	@for tool in flex bison pkg-config; do command -v $$tool >/dev/null || \
	    { echo "gcc-graph: $$tool is missing; make test and make demo install it"; \
	      exit 1; }; done
	@pkg-config --exists libutf8proc || \
	    { echo "gcc-graph: libutf8proc is missing (Debian: libutf8proc-dev)"; \
	      exit 1; }

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib \
	    $(DESTDIR)$(PREFIX)/include
	install -m 755 $(BUILD)/gcc-graph $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(BUILD)/libgg.a $(DESTDIR)$(PREFIX)/lib
	install -m 644 $(wildcard runtime/*.h) \
	    runtime/host/*.h $(DESTDIR)$(PREFIX)/include

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/gcc-graph $(DESTDIR)$(PREFIX)/lib/libgg.a
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/include/, \
	    $(notdir $(wildcard runtime/*.h runtime/host/*.h)))

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)
