# Of the header that gcc-graph wrote for a model, the C that shows driver.c the
# model: its arrays, and calls with all of them.
#
#     awk -v model=scorer -f glue.awk scorer.h >glue.c

# Index inputs are described as `y   input y[32], 0 to 9`.
/^ \*     [^ ]+ +input / && / [0-9]+ to [0-9]+$/ { limit[$2] = $NF + 1 }

match($0, "^int " model "_(forward|backward|step)\\(") { call = "" }
/^int / { inside = 1 }
inside {
    call = call " " $0
    if (/;$/) {
        inside = 0
        arguments(call)
        call = ""
    }
}

function declare(role, type, name, dims,    count, of) {
    if (name in known)
        return
    known[name] = role
    places[name] = arrays++
    count = 1
    of = dims
    while (match(of, /[0-9]+/)) {
        count *= substr(of, RSTART, RLENGTH)
        of = substr(of, RSTART + RLENGTH)
    }
    scalar[name] = dims == ""
    storage = storage sprintf("static %s in_%s%s;\n", type, name,
                              dims == "" ? "[1]" : dims)
    table = table sprintf("    {%s, in_%s, %d, %s, %s},\n", role, name, count,
        type == "int32_t" ? (name in limit ? limit[name] : 32767) : 0,
        role == "BY_INPUT" ? places[substr(name, 3)] : 0)
}

# The arguments of a prototype, and a call with them.
function arguments(text,    function_, count, list, i, argument, type, name, dims,
                   pointer, constant, passed) {
    match(text, model "_[a-z]+\\(")
    function_ = substr(text, RSTART + length(model) + 1,
                       RLENGTH - length(model) - 2)
    if (function_ !~ /^(forward|backward|step)$/)
        return
    sub(/^[^(]*\(/, "", text)
    sub(/\);$/, "", text)
    gsub(/ +/, " ", text)
    count = split(text, list, /, */)
    for (i = 1; i <= count; i++) {
        argument = list[i]
        sub(/^ /, "", argument)
        constant = sub(/^const /, "", argument)
        pointer = sub(/\*/, "", argument)
        match(argument, / [A-Za-z_0-9]+/)
        type = substr(argument, 1, RSTART - 1)
        name = substr(argument, RSTART + 1, RLENGTH - 1)
        dims = substr(argument, RSTART + RLENGTH)
        if (type ~ /_work$/) {
            passed = passed ", &work"
        } else if (type ~ /_state$/) {
            has_state = 1
            passed = passed ", &state"
        } else if (type ~ /_params$/) {
            has_params = 1
            passed = passed (name == "d_p" ? ", &d_p.params" : ", &p.params")
            if (!(name in known)) {
                known[name] = 1
                arrays++
                table = table sprintf("    {%s, %s.values, %s_NPARAMS, 0, 0},\n",
                    name == "d_p" ? "BY_PARAMS" : "PARAMS", name, model)
            }
        } else {
            declare(name in known ? "" : role_of(function_, pointer, constant,
                    dims, name), type, name, dims)
            passed = passed ", " (scalar[name] && !pointer ? "in_" name "[0]" \
                                  : "(void *)in_" name)
        }
    }
    calls = calls sprintf("int model_%s(void)\n{\n    return (int)%s_%s(%s);\n}\n",
        function_, model, function_, substr(passed, 3))
    made[function_] = 1
}

function role_of(function_, pointer, constant, dims, name) {
    if (constant || (!pointer && dims == ""))
        return function_ == "backward" ? "SEED" : "IN"
    return function_ == "backward" ? "BY_INPUT" : "OUT"
}

END {
    printf "#include \"bits.h\"\n#include \"%s.h\"\n\n", model
    printf "static %s_work work;\n", model
    if (has_state) printf "static %s_state state;\n", model
    if (has_params) printf "static %s_vector p, d_p;\n", model
    printf "%s\nSeat model_seats[] = {\n%s};\n", storage, table
    printf "int model_seat_count = %d, model_trains = %d;\n\n", arrays,
        ("step" in made)
    printf "void model_init(uint64_t seed)\n{\n"
    if (has_params) printf "    %s_init(&p.params, seed);\n", model
    if (has_state) printf "    %s_state_init(&state, seed);\n", model
    printf "    (void)seed;\n}\n%s", calls
    if (!("backward" in made))
        print "int model_backward(void)\n{\n    return 0;\n}"
    if (!("step" in made))
        print "int model_step(void)\n{\n    return 1;\n}"
}
