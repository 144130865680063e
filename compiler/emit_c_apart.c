/* emit_c_apart.c: functions that routines are cut into.
 *
 * What is written between apart_begin and apart_end becomes the body of a static
 * function, which stands before the function at work; that gets the call. Its
 * arguments are those of the routine that it uses and, in the body of loops, the
 * indices of these.
 */
#include "amalgam_pieces.h"
#include "emit_c_code.h"

Enclosing apart_begin(Code *code)
{
    Enclosing around = {
        .out = code->out,
        .uses = uses_leave(code),
        .indent = code->indent,
        .fails = code->fails,
    };
    Buffer *body = NEW(code->arena, Buffer);
    *body = buffer_create(code->arena);
    buffer_reserve(body, ARENA_LARGE);      /* so that it is given back */
    code->out = body;
    code->indent = 1;
    code->fails = false;
    return around;
}

void code_status(const Code *code, Buffer *out)
{
    if (code->fails)
        buffer_print(out, "    gg_status %.*s = GG_OK;\n",
                     TEXT_ARGS(code->status));
}

/* The function with what has been written as its body. */
static void write_function(const Code *code, Text name,
                           const Arguments *arguments, bool of_turn)
{
    Buffer *out = code->functions;
    Text start = text_format(code->arena, "%s static %s %.*s",
                             of_turn ? "GG_TURN" : "GG_PIECE",
                             code->fails ? "gg_status" : "void",
                             TEXT_ARGS(name));
    emit_head(start, arguments, code->names, code_entry(code),
              code->plan->real_double, true, out);
    buffer_puts(out, "\n{\n");
    code_status(code, out);
    buffer_add(out, buffer_text(code->out));
    buffer_puts(out, "}\n\n");
}

static bool is_mentioned(Text name, Text body)
{
    for (Text word = c_word(&body); word.length; word = c_word(&body))
        if (text_equal(word, name))
            return true;
    return false;
}

void apart_end(Code *code, const Enclosing *around, Text word,
               const Arguments *indices)
{
    Text name = names_claim(
        code->names, text_format(code->arena, "%.*s_%s_%.*s",
                                 TEXT_ARGS(code->names->model),
                                 entry_name(code_entry(code)),
                                 TEXT_ARGS(word)));
    if (code->fails) {
        code_blank(code);
        code_line(code, "return %.*s;", TEXT_ARGS(code->status));
    }
    Arguments arguments = uses_return(code, &around->uses);
    for (uint32_t i = 0; indices && i < indices->count; i++)
        if (is_mentioned(indices->at[i].name, buffer_text(code->out)))
            list_push(code->arena, &arguments, indices->at[i]);
    write_function(code, name, &arguments, indices != NULL);
    bool fails = code->fails;
    buffer_release(code->out);
    code->out = around->out;
    code->indent = around->indent;
    code->fails = fails || around->fails;
    Text call = text_format(code->arena, "%.*s(%.*s)", TEXT_ARGS(name),
                            TEXT_ARGS(uses_call(code, &arguments)));
    if (fails)
        code_failing(code, call);
    else
        code_line(code, "%.*s;", TEXT_ARGS(call));
}
