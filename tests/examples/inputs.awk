# Values for the inputs of a graph as --dump prints it: for each line such as
# `input x[2, 3]` the argument `x=@FILE` for gcc-graph eval, and in FILE a list
# of numbers from a linear congruential generator, from -1 to 1 or, for
# `: index(N)`, whole ones from 0 to N - 1. With drawn=no, those that the
# program draws by itself (`input keep[3] ~ bernoulli(0.9)`) are left to it.

function draw() {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
}

function list(axis,    i, text) {
    if (axis > rank)
        return limit ? int(draw() * limit) : sprintf("%.6f", 2 * draw() - 1)
    for (i = 0; i < size[axis]; i++)
        text = text (i ? "," : "") list(axis + 1)
    return "[" text "]"
}

BEGIN { seed = 42 }

/^input / && !(drawn == "no" && / ~ /) {
    limit = 0
    if (match($0, /index\([0-9]+/))
        limit = substr($0, RSTART + 6, RLENGTH - 6)
    text = substr($0, 7)
    sub(/ *[:~].*/, "", text)
    name = text
    sub(/\[.*/, "", name)
    rank = 0
    if (text ~ /\[/) {
        gsub(/.*\[|\].*/, "", text)
        rank = split(text, size, ", *")
    }
    file = folder "/input" ++count ".json"
    print list(1) >file
    close(file)
    print name "=@" file
}
