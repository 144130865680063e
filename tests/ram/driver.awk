# A driver for any model, of its header: calls what there is of forward, backward,
# infer and step with inputs that it makes up, and prints a hash of each thing that
# they write. A number that is none has one bit pattern: C says nothing of its sign.
#
#     awk -v model=m -f driver.awk m.h >driver.c
function flush(  name, list, count, i, arg, call) {
    name = text; sub(/\(.*/, "", name); sub(/.* /, "", name)
    sub("^" model "_", "", name)
    if (name !~ /^(forward|backward|infer|step|init|state_init)$/) return
    sub(/^[^(]*\(/, "", text); sub(/\);.*/, "", text)
    count = split(text, list, /, */)
    call = ""
    for (i = 1; i <= count; i++) {
        arg = list[i]
        gsub(/GG_RESTRICT */, "", arg); gsub(/const */, "", arg)
        if (name ~ /init/ && arg ~ /seed/) { call = call ", 7"; continue }
        call = call ", " argument(arg, name)
    }
    sub(/^, /, "", call)
    calls[name] = model "_" name "(" call ")"
}
function argument(arg, name,  type, id, shape, pointer) {
    match(arg, /[A-Za-z_0-9]+(\[[0-9]+\])*$/)
    id = substr(arg, RSTART); type = substr(arg, 1, RSTART - 1)
    shape = id; sub(/^[A-Za-z_0-9]+/, "", shape)
    sub(/\[.*/, "", id)
    pointer = type ~ /\*/
    gsub(/[ *]/, "", type)
    if (id == "work" && name == "infer") id = "infer_work"
    if (!(id in seen)) {
        seen[id] = 1
        print "static " type " " id shape ";"
        ids[++things] = id
        types[id] = type
        if (type == "float" || type == "double")
            fills = fills "    fill_" type "((" type " *)&" id ", sizeof " id ");\n"
    }
    return shape != "" ? id : pointer ? "&" id : id
}
BEGIN {
    print "#include \"" model ".h\"\n#include <stdio.h>\n"
    for (i = 1; i <= split("float double", real, " "); i++)
        print "static inline void fill_" real[i] "(" real[i] " *to, size_t bytes)\n{\n" \
            "    static unsigned n;\n" \
            "    for (size_t i = 0; i < bytes / sizeof *to; i++)\n" \
            "        to[i] = (" real[i] ")((n += 7919) % 1009) / 1009 - 0.5f;\n}\n\n" \
            "static inline void same_nan_" real[i] "(" real[i] " *to, size_t bytes)\n{\n" \
            "    for (size_t i = 0; i < bytes / sizeof *to; i++)\n" \
            "        to[i] = to[i] == to[i] ? to[i] : (" real[i] ")__builtin_nan(\"\");\n}\n"
}
/^    (float|double) values\[/ { of_params = $1 }
/^(int|void) / { text = "" ; inside = 1 }
inside { line = $0; sub(/^ +/, " ", line); text = text line }
inside && /;$/ { inside = 0; flush() }
END {
    print "static void say(const char *name, const void *from, size_t bytes)\n{\n" \
        "    const unsigned char *at = from;\n" \
        "    unsigned long long hash = 14695981039346656037u;\n" \
        "    for (size_t i = 0; i < bytes; i++)\n" \
        "        hash = (hash ^ at[i]) * 1099511628211u;\n" \
        "    printf(\"%s %016llx\\n\", name, hash);\n}\n"
    print "int main(void)\n{\n" fills
    order = split("init state_init forward backward infer step step", names, " ")
    for (i = 1; i <= order; i++) {
        if (!(names[i] in calls)) continue
        print "    " calls[names[i]] ";"
        for (k = 1; k <= things; k++) {
            type = types[ids[k]] ~ /_params$/ ? of_params : types[ids[k]]
            if (type == "float" || type == "double")
                print "    same_nan_" type "((" type " *)&" ids[k] ", sizeof " ids[k] ");"
            if (ids[k] !~ /work$/)
                print "    say(\"" names[i] " " ids[k] "\", &" ids[k] ", sizeof " ids[k] ");"
        }
    }
    print "    return 0;\n}"
}
