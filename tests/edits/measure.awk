# measure.awk: what an edit changes in generated C, by rules of its kind.
#
#     awk -v kind=KIND -f measure.awk old.names new.names old.c old.h new.c new.h \
#         old.g new.g edited changed
#
# The .names are gradient programs (--dump=simplified), of which each equation
# and declaration is a line, in C's spelling; the .g are the words of the two
# programs, one a line; `edited` has the names that edited equations define, and
# `changed` is the diff of the C, `<` and `>` before its lines.
#
# What is edited, or defined otherwise before and after, is affected; the
# statements affected are those of the C, before and after, that name it. Prints
#
#     LINES STATEMENTS STRAYS [WHAT IS WRONG]
#
# with the lines that the diff removes and adds, and of these those of code that
# name nothing that is affected.

function side() { return FILENAME ~ /old[^\/]*$/ ? "old" : "new" }

# The name that a line of a gradient program defines.
function defined(line) {
    sub(/^(input|param|const|state|next|output) /, "", line)
    match(line, /^[A-Za-z0-9_.′]+/)
    return substr(line, 1, RLENGTH)
}

function without_comments(text,    from, to) {
    while (from = index(text, "/*")) {
        to = index(substr(text, from), "*/")
        text = substr(text, 1, from - 1) substr(text, from + to + 1)
    }
    return text
}

# The names in a text, each into `found`; a member of d_p is a derivative.
function names_of(text, found,    word) {
    split("", found)
    gsub(/d_p->/, "d_", text)
    while (match(text, /[A-Za-z_][A-Za-z0-9_]*/)) {
        word = substr(text, RSTART, RLENGTH)
        found[word]
        text = substr(text, RSTART + RLENGTH)
    }
}

# h_1 and h_sum stand for h, and a_q_1 for the local q of a, not for a.
function is_affected(word) {
    sub(/^model_/, "", word)
    do
        if (word in affected)
            return word != "d"
    while ((word ~ /_[0-9]+$/ || !(("old", word) in texts && ("new", word) in texts)) &&
           sub(/_[^_]*$/, "", word))
    return 0
}

function mentions(text,    found, word) {
    names_of(text, found)
    for (word in found)
        if (is_affected(word))
            return 1
    return 0
}

# A line of code that speaks of what the program names, and of nothing affected.
function is_stray(line,    found, word) {
    if (line ~ /^ *(\/\*|\*)/ || mentions(line))
        return 0
    names_of(line, found)
    for (word in found)
        if (is_authors(word))
            return 1
    return 0
}

# Statements, with the heads of loops and conditions, that name what is affected.
function count_statements(text,    i, n, part, parts, open, whole, count) {
    text = without_comments(text)
    gsub(/\n#[^\n]*/, "", text)
    n = split(text, parts, /[;{}]/)
    for (i = 1; i <= n; i++) {
        whole = whole parts[i]
        open += gsub(/\(/, "(", parts[i]) - gsub(/\)/, ")", parts[i])
        if (open > 0)
            continue
        if (mentions(whole))
            count++
        whole = ""; open = 0
    }
    return count
}

# Words, numbers and single characters of code, into `list`.
function tokens(text, list,    n, m, i, lines) {
    n = 0
    m = split(text, lines, "\n")
    for (i = 1; i <= m; i++)
        while (match(lines[i], /[A-Za-z_\200-\377][A-Za-z0-9_\200-\377]*|(0x[0-9a-f]+|[0-9][0-9.]*(e[-+]?[0-9]+)?)[uf]*|[^ \t]/)) {
            list[++n] = substr(lines[i], RSTART, RLENGTH)
            lines[i] = substr(lines[i], RSTART + RLENGTH)
        }
    return n
}

function is_number(word) { return word ~ /^[0-9.]/ }

# The same word, if in the new program the parts of it that were renamed are.
function renamed(old, new,    n, m, i, a, b) {
    n = split(old, a, /_/); m = split(new, b, /_/)
    if (n != m)
        return 0
    for (i = 1; i <= n; i++)
        if (a[i] != b[i] && !(a[i] in gone && b[i] in come))
            return 0
    return 1
}

# Whether the texts differ in numbers or names only. A use of a number is a line
# before and one after; another name may break lines elsewhere.
function check_tokens(what,    n, m, i, a, b, differing) {
    n = tokens(without_comments(text["old"]), a)
    m = tokens(without_comments(text["new"]), b)
    differing = 0
    for (i = 1; i <= n && i <= m; i++) {
        if (a[i] == b[i])
            continue
        if (is_number(a[i]) && is_number(b[i]) ||
            what == "names" && renamed(a[i], b[i])) {
            differing++
        } else {
            wrong = wrong " more than " what ": " a[i - 1] " " a[i] \
                " became " b[i - 1] " " b[i]
            return
        }
    }
    if (n != m)
        wrong = wrong " a text goes on"
    if (code_lines > (what == "numbers" ? 2 : 3) * differing)
        wrong = wrong " " code_lines " lines of " differing " uses"
}

# Whether a name of the C has a word of either program within. A packed copy is
# that of what reads it, and what a loop holds of a block goes with its calls.
function is_authors(word,    n, i, parts) {
    if (word ~ /_(packed_?|block)$|^(begin|end)_$/)
        return 0
    n = split(word, parts, /_/)
    for (i = 1; i <= n; i++)
        if (("old", parts[i]) in words || ("new", parts[i]) in words)
            return parts[i] != "model" && parts[i] != "d"
    return 0
}

# Whether a text has the name of what is edited within: v in d_a_v_2.
function tells_of_edit(text,    n, i, parts) {
    n = split(text, parts, /[^A-Za-z0-9]+/)
    for (i = 1; i <= n; i++)
        if (parts[i] != "d" && parts[i] in affected)
            return 1
    return 0
}

# What an array is of: q_2, and d_q_1, of q.
function origin(word) {
    sub(/^d_/, "", word)
    sub(/_[0-9]+$/, "", word)
    return word
}

# Whether a text has an array of what the edit stands next to.
function tells_of_neighbour(text,    n, i, words) {
    n = split(text, words, /[^A-Za-z0-9_]+/)
    for (i = 1; i <= n; i++)
        if (origin(words[i]) in neighbours)
            return 1
    return 0
}

# An equation of the gradient program is another one where what is edited stands
# in it, before or after, or what is made for those that read that or that it
# reads; a number more behind its name is no reason.
function check_equations(    key, parts, name) {
    for (key in equations) {
        split(key, parts, SUBSEP)
        if (tells_of_edit(parts[2]))
            neighbours[origin(defined(parts[2]))]
    }
    for (key in equations) {
        split(key, parts, SUBSEP)
        name = defined(parts[2])
        if (parts[1] == "old" && parts[2] !~ /^(output|#)/ &&
            !(("new", parts[2]) in equations) &&
            !tells_of_edit(texts["old", name] texts["new", name]) &&
            !tells_of_neighbour(texts["old", name]))
            wrong = wrong " " name " is another"
    }
}

# Names come and go for what is affected alone, or where it is put into its users
# or no longer so.
function check_names(    names, word) {
    names_of(without_comments(text["old"]), names)
    for (word in names)
        before[word]
    names_of(without_comments(text["new"]), names)
    for (word in names)
        if (!(word in before) && word !~ /^gg_/ && is_authors(word) && !is_affected(word) &&
            !(("old", word) in texts))
            wrong = wrong " " word " is new"
    for (word in before)
        if (!(word in names) && word !~ /^gg_/ && is_authors(word) && !is_affected(word) &&
            !(("new", word) in texts))
            wrong = wrong " " word " is gone"
}

FILENAME ~ /names$/ {
    equations[side(), $0]
    texts[side(), defined($0)] = texts[side(), defined($0)] " " $0
    next
}
FILENAME ~ /\.[ch]$/ { text[side()] = text[side()] "\n" $0; next }
FILENAME ~ /\.g$/ { words[side(), $0]; next }
FILENAME == "edited" { affected[$0]; affected["d_" $0]; next }
/^[<>]/ { lines++; diff[lines] = substr($0, 3) }

END {
    if (kind == "layer")
        check_equations()
    for (key in equations) {
        split(key, parts, SUBSEP)
        other = parts[1] == "old" ? "new" : "old"
        if (parts[2] !~ /^(output|#)/ && !((other, parts[2]) in equations))
            affected[defined(parts[2])]
    }
    for (key in words) {
        split(key, parts, SUBSEP)
        if (!(("old", parts[2]) in words)) come[parts[2]]
        if (!(("new", parts[2]) in words)) gone[parts[2]]
    }
    changes = kind != "comment" && kind != "reorder" && kind != "unused"
    if (changes)
        statements = count_statements(text["old"]) + count_statements(text["new"])
    for (i = 1; i <= lines; i++) {
        code_lines += diff[i] !~ /^ *(\/\*|\*)/
        strays += is_stray(diff[i])
    }
    if (!changes && lines)
        wrong = wrong " lines changed"
    if (kind == "constant")
        check_tokens("numbers")
    if (kind == "rename")
        check_tokens("names")
    if (kind == "insert" || kind == "layer" || kind == "parameter" || kind == "activation" ||
        kind == "dim")
        check_names()
    if (!lines && changes)
        wrong = wrong " nothing changed"
    print lines + 0, statements + 0, strays + 0 wrong
}
