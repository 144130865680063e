/* emit_c_text.c: lines, constants and elements. */
#include "emit_c_code.h"

#include <string.h>

enum { WIDTH = 80, LONGEST_COMMENT = 12 };

/* -- lines -- */

static bool is_break(const char *at)
{
    static const char *const words[] = {
        " + ", " - ", " * ", " / ", " ? ", " : ", " && ", " || ",
    };
    for (size_t i = 0; *at == ' ' && i < sizeof words / sizeof *words; i++)
        if (!strncmp(at, words[i], strlen(words[i])))
            return true;
    return false;
}

/* Where to break a line that has `room` columns: before the last operator or
 * after the last comma that fits, or at the first place after that. */
static size_t find_break(const char *at, size_t length, size_t room)
{
    size_t best = 0;
    for (size_t i = 1; i + 3 < length; i++) {
        if (best && i > room)
            break;
        if (is_break(at + i))
            best = i;
        else if (at[i - 1] == ',' && at[i] == ' ' && i <= room)
            best = i;
    }
    return best;
}

static void add_spaces(Code *code, size_t count)
{
    buffer_reserve(code->out, count);
    memset(code->out->at + code->out->length, ' ', count);
    code->out->length += count;
}

static void add_indented(Code *code, size_t indent, Text text)
{
    add_spaces(code, indent);
    buffer_add(code->out, text);
    buffer_add(code->out, (Text){"\n", 1});
}

static void add_line(Code *code, Text text)
{
    size_t indent = 4 * (size_t)code->indent;
    size_t room = indent + 40 < WIDTH ? WIDTH - 1 - indent : 40;
    while (text.length > room) {
        size_t at = find_break(text.at, text.length, room);
        if (!at)
            break;
        add_indented(code, indent, (Text){text.at, at});
        text.at += at + 1;
        text.length -= at + 1;
        if (indent == 4 * (size_t)code->indent) {
            indent += 4;
            room = room > 44 ? room - 4 : 40;
        }
    }
    add_indented(code, indent, text);
}

void code_line(Code *code, const char *format, ...)
{
    Buffer line = buffer_create(code->scratch);
    va_list args;
    va_start(args, format);
    buffer_vprint(&line, format, args);
    va_end(args);
    add_line(code, buffer_text(&line));
}

void code_open(Code *code)
{
    code->indent++;
}

void code_close(Code *code)
{
    code->indent--;
    code_line(code, "}");
}

void code_skip(Code *code)
{
    code_open(code);
    code_line(code, "continue;");
    code_close(code);
}

void code_close_to(Code *code, uint32_t indent)
{
    while (code->indent > indent)
        code_close(code);
}

/* An empty line, unless a brace has just been opened. */
void code_blank(Code *code)
{
    const Buffer *out = code->out;
    if (out->length >= 2 && out->at[out->length - 2] != '{'
        && out->at[out->length - 2] != '\n')
        buffer_puts(code->out, "\n");
}

/* A star before a slash, a slash before a star, and question marks in pairs
 * are set apart. */
Text comment_safe(const Code *code, Text text)
{
    Buffer safe = buffer_create(code->scratch);
    size_t start = 0;
    for (size_t i = 1; i < text.length; i++) {
        char last = text.at[i - 1], c = text.at[i];
        if ((last != '*' || c != '/') && (last != '/' || c != '*')
            && (last != '?' || c != '?') && (last != '\\' || c != '\n'))
            continue;
        buffer_add(&safe, (Text){text.at + start, i - start});
        buffer_puts(&safe, " ");
        start = i;
    }
    if (!start)
        return text;
    buffer_add(&safe, (Text){text.at + start, text.length - start});
    return buffer_text(&safe);
}

/* Lines up to column 80 as they are, longer ones broken at a space. */
static size_t comment_line(Text text, size_t room)
{
    size_t length = 0, columns = 0, space = 0;
    bool started = false;
    while (length < text.length && text.at[length] != '\n') {
        if (((unsigned char)text.at[length] & 0xC0) != 0x80 && ++columns > room
            && space)
            return space;
        if (text.at[length] == ' ' && started)
            space = length;
        started = started || text.at[length] != ' ';
        length++;
    }
    return length;
}

size_t code_comment_width(const Code *code)
{
    size_t indent = 4 * (size_t)code->indent;
    return indent < 36 ? WIDTH - 7 - indent : 36;
}

void code_comment(Code *code, Text text)
{
    size_t indent = 4 * (size_t)code->indent;
    text = comment_safe(code, text);
    for (uint32_t lines = 0; text.length; lines++) {
        size_t length = comment_line(text, code_comment_width(code));
        bool last = lines + 1 == LONGEST_COMMENT;
        add_spaces(code, indent);
        buffer_puts(code->out, lines ? " *" : "/*");
        if (!lines && code->marks && code->mark)
            buffer_print(code->out, MARK_BEGIN "%s %c%u" MARK_END,
                         entry_name(code_entry(code)), code->mark,
                         code->marked);
        buffer_puts(code->out, " ");
        buffer_add(code->out, last ? text_of("…") : (Text){text.at, length});
        text.at += length;
        text.length -= length;
        if (text.length) {
            text.at++;
            text.length--;
        }
        if (last)
            text.length = 0;
        buffer_puts(code->out, text.length ? "\n" : " */\n");
    }
}

/* -- constants -- */

const char *code_real_type(const Code *code)
{
    return code->plan->real_double ? "double" : "float";
}

Text code_real(Code *code, double number)
{
    Buffer out = buffer_create(code->scratch);
    emit_real(number, code->plan->real_double, &out);
    return buffer_text(&out);
}

Text code_whole(Code *code, int64_t number)
{
    if (number > INT32_MAX || number < -INT32_MAX)
        return text_format(code->scratch, "INT64_C(%lld)", (long long)number);
    return text_format(code->scratch, "%lld", (long long)number);
}

Text bracketed(Code *code, Text text, uint8_t tightness, uint8_t needed)
{
    if (tightness >= needed)
        return text;
    return text_joined(code->scratch, 3,
                       (const Text[]){text_of("("), text, text_of(")")});
}

Text code_zero(Code *code, const Array *array)
{
    return array->type == WHOLE ? text_of("0") : code_real(code, 0);
}

bool literal_is_uniform(const Array *array, double *value)
{
    if (array->kind != LITERAL)
        return false;
    int64_t size = array_size(array);
    for (int64_t i = 1; i < size; i++)
        if (memcmp(&array->as.values[i], &array->as.values[0], sizeof(double)))
            return false;
    *value = array->as.values[0];
    return true;
}

/* -- elements -- */

Text code_index(const Code *code, uint32_t level)
{
    return code->names->indices[level];
}

void code_indices(const Code *code, const Array *array,
                  Text subscripts[MAX_RANK])
{
    for (uint32_t i = 0; i < array->rank; i++)
        subscripts[i] = code_index(code, i);
}

static Text subscripted(Code *code, const char *before, Text name,
                        uint32_t rank, const Text *subscripts)
{
    Text pieces[2 + 3 * MAX_RANK] = {text_of(before), name};
    uint32_t count = 2;
    for (uint32_t i = 0; i < rank; i++) {
        pieces[count++] = text_of("[");
        pieces[count++] = subscripts[i];
        pieces[count++] = text_of("]");
    }
    return text_joined(code->scratch, count, pieces);
}

Text code_result(Code *code, uint32_t result, const Text *subscripts)
{
    const Graph *graph = code->graph;
    const Names *names = code->names;
    if (code->pass != BACKWARD) {
        ArrayId id = graph_output(graph, result, code->pass == INFER);
        uint32_t rank = graph_array(graph, id)->rank;
        use_argument(code, code->uses.of_result[result]);
        return subscripted(code, rank ? "" : "*", names->outputs[result], rank,
                           subscripts);
    }
    const Gradient *gradient = &graph->gradients.at[result];
    const Array *by = graph_array(graph, gradient->by);
    if (by->kind == PARAM) {
        use_argument(code, code->uses.gradients);
        return subscripted(code, "d_p->", names->arrays[gradient->by],
                           by->rank, subscripts);
    }
    use_argument(code, code->uses.of_result[result]);
    return subscripted(code, by->rank ? "" : "*", names->gradients[result],
                       by->rank, subscripts);
}

Text code_state(Code *code, ArrayId id, const Text *subscripts, bool before)
{
    use_argument(code, before ? code->uses.work : code->uses.state);
    return subscripted(code, before ? code->area : "state->",
                       code->names->arrays[id],
                       graph_array(code->graph, id)->rank, subscripts);
}

static bool is_number(Text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.length && text.length < 18;
}

/* The place of an element that takes one in turn. */
static Text folded(Code *code, Text subscript, int64_t places)
{
    if (is_number(subscript)) {
        int64_t element = 0;
        for (size_t i = 0; i < subscript.length; i++)
            element = 10 * element + (subscript.at[i] - '0');
        return code_whole(code, element % places);
    }
    if (places == 1)
        return text_of("0");
    bool name = true;
    for (size_t i = 0; i < subscript.length; i++)
        name &= subscript.at[i] != ' ';
    return text_format(code->scratch, name ? "%.*s & %lld" : "(%.*s) & %lld",
                       TEXT_ARGS(subscript), (long long)(places - 1));
}

Text code_stored(Code *code, ArrayId id, const Text *subscripts,
                 uint8_t *tightness)
{
    const Array *array = graph_array(code->graph, id);
    Text name = code->names->arrays[id];
    const char *before = "";
    Fold fold;
    uint32_t around = 0;
    Text places[MAX_RANK];
    *tightness = C_PRIMARY;
    switch ((Home)code->plan->home[code->pass][id]) {
    case HOME_RESULT:
        *tightness = array->rank ? C_PRIMARY : C_UNARY;
        return code_result(code, code->result_of[id], subscripts);
    case HOME_WORK:
        use_argument(code, code->uses.work);
        before = code->pass == INFER ? "work->" : code->area;
        fold = plan_folded(code->plan, code->pass, id);
        for (uint32_t i = 0; i < array->rank; i++)
            places[i] = i < fold.around ? text_of("0")
                      : fold.places && i == fold.axis
                          ? folded(code, subscripts[i], fold.places)
                          : subscripts[i];
        subscripts = array->rank ? places : subscripts;
        break;
    case HOME_ARGUMENT:
        if (array->kind == PARAM && code->names->baked) {
            code->tables[id] = true;
        } else if (array->kind == PARAM) {
            use_argument(code, code->uses.params);
            before = "p->";
        } else if (array->kind == STATE) {
            return code_state(code, id, subscripts, false);
        }
        break;
    case HOME_TABLE:
        code->tables[id] = true;
        break;
    case HOME_BODY:
        around = code->plan->around[code->pass][id];
        break;
    case HOME_LOCAL:
    case HOME_NONE:
    default:
        if (array->rank)
            return name;
    }
    use_argument(code, code->uses.of_array[id]);
    return subscripted(code, before, name, array->rank - around,
                       array->rank ? subscripts + around : NULL);
}

Text code_element(Code *code, ArrayId id, const Text *subscripts,
                  uint8_t *tightness)
{
    id = graph_source(code->graph, id);
    const Array *array = graph_array(code->graph, id);
    double value;
    Text block;
    if (blocks_element(code, id, subscripts, &block)) {
        *tightness = C_PRIMARY;
        return block;
    }
    if (code->plan->home[code->pass][id] != HOME_TABLE
        || !literal_is_uniform(array, &value))
        return code_stored(code, id, subscripts, tightness);
    Text text = array->type == WHOLE ? code_whole(code, (int64_t)value)
                                     : code_real(code, value);
    *tightness = text.at[0] == '-' ? C_UNARY : C_PRIMARY;
    return text;
}

/* -- conditions on what is wanted -- */

Text code_condition(Code *code, Serves serves)
{
    const Loops *loops = code->plan->loops;
    Buffer out = buffer_create(code->scratch);
    for (uint32_t i = 0; i < code->askable.count; i++) {
        uint32_t g = code->askable.at[i];
        Serves bit = loops->gradient_serves[g];
        if (!(serves & bit))
            continue;
        if (out.length)
            buffer_puts(&out, " || ");
        if (bit == 1) {
            use_argument(code, code->uses.gradients);
            buffer_puts(&out, "d_p != NULL");
        } else {
            use_argument(code, code->uses.of_result[g]);
            buffer_print(&out, "%.*s != NULL",
                         TEXT_ARGS(code->names->gradients[g]));
        }
    }
    return buffer_text(&out);
}
