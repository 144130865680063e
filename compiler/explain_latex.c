/* explain_latex.c: letters of any script in LaTeX's mathematics, as commands that
 * it has without more packages.
 */
#include "explain_notation.h"

#include "letters.h"

static const struct {
    const char *letter, *latex;
} letters[] = {
    {"α", "\\alpha "}, {"β", "\\beta "}, {"γ", "\\gamma "},
    {"δ", "\\delta "}, {"ε", "\\varepsilon "}, {"ζ", "\\zeta "},
    {"η", "\\eta "}, {"θ", "\\theta "}, {"ι", "\\iota "}, {"κ", "\\kappa "},
    {"λ", "\\lambda "}, {"μ", "\\mu "}, {"ν", "\\nu "}, {"ξ", "\\xi "},
    {"π", "\\pi "}, {"ρ", "\\rho "}, {"σ", "\\sigma "}, {"τ", "\\tau "},
    {"υ", "\\upsilon "}, {"φ", "\\varphi "}, {"χ", "\\chi "},
    {"ψ", "\\psi "}, {"ω", "\\omega "}, {"Γ", "\\Gamma "},
    {"Δ", "\\Delta "}, {"Θ", "\\Theta "}, {"Λ", "\\Lambda "},
    {"Ξ", "\\Xi "}, {"Π", "\\Pi "}, {"Σ", "\\Sigma "}, {"Φ", "\\Phi "},
    {"Ψ", "\\Psi "}, {"Ω", "\\Omega "}, {"∂", "\\partial "},
    {"µ", "\\mu "},
    {"Α", "\\mathrm{A}"}, {"Β", "\\mathrm{B}"}, {"Ε", "\\mathrm{E}"},
    {"Ζ", "\\mathrm{Z}"}, {"Η", "\\mathrm{H}"}, {"Ι", "\\mathrm{I}"},
    {"Κ", "\\mathrm{K}"}, {"Μ", "\\mathrm{M}"}, {"Ν", "\\mathrm{N}"},
    {"Ο", "\\mathrm{O}"}, {"Ρ", "\\mathrm{P}"}, {"Τ", "\\mathrm{T}"},
    {"Υ", "\\Upsilon "}, {"Χ", "\\mathrm{X}"}, {"ο", "o"},
    {"ς", "\\varsigma "}, {"ϵ", "\\epsilon "}, {"ϑ", "\\vartheta "},
    {"ϕ", "\\phi "}, {"ϖ", "\\varpi "}, {"ϱ", "\\varrho "},
    {"ℓ", "\\ell "}, {"ħ", "\\hbar "}, {"ℏ", "\\hbar "}, {"ı", "\\imath "},
    {"ȷ", "\\jmath "}, {"ℜ", "\\Re "}, {"ℑ", "\\Im "}, {"ℵ", "\\aleph "},
    {"℘", "\\wp "}, {"∇", "\\nabla "}, {"∞", "\\infty "},
    {"æ", "\\text{\\ae}"}, {"ø", "\\text{\\o}"}, {"ß", "\\text{\\ss}"},
    {"ł", "\\text{\\l}"}, {"Æ", "\\text{\\AE}"}, {"Ø", "\\text{\\O}"},
    {"œ", "\\text{\\oe}"}, {"Œ", "\\text{\\OE}"}, {"Ł", "\\text{\\L}"},
    {"′", "'"}, {"_", "\\_"},
};

static const struct {
    int32_t     mark;
    const char *latex;
} accents[] = {
    {0x300, "\\grave"}, {0x301, "\\acute"}, {0x302, "\\hat"},
    {0x303, "\\tilde"}, {0x304, "\\bar"}, {0x305, "\\overline"},
    {0x306, "\\breve"}, {0x307, "\\dot"}, {0x308, "\\ddot"},
    {0x30a, "\\mathring"}, {0x30c, "\\check"}, {0x331, "\\underline"},
    {0x332, "\\underline"}, {0x20d7, "\\vec"},
};

/* True if there is a command for it. */
static bool put_known(Buffer *out, Text letter)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (text_is(letter, letters[i].letter)) {
            buffer_puts(out, letters[i].latex);
            return true;
        }
    if (letter.length == 1)
        buffer_add(out, letter);
    return letter.length == 1;
}

/* Of what is another letter in bold or in script, that letter so. */
static const char *style_of(int32_t code)
{
    if (code >= 0x1d400 && code <= 0x1d7ff)
        return "\\mathbf{";
    return code >= 0x2100 && code <= 0x214f ? "\\mathcal{" : "{";
}

static const char *accent_of(int32_t mark)
{
    for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
        if (accents[i].mark == mark)
            return accents[i].latex;
    return "";
}

void put_latex_letter(Buffer *out, Text letter)
{
    enum { MOST = 8 };
    if (put_known(out, letter))
        return;
    int32_t marks[MOST];
    uint32_t count;
    const char *at = letter.at;
    int32_t code = text_decode(&at, letter.at + letter.length);
    Text bare = letter_bare(out->arena, letter, MOST, marks, &count);
    for (uint32_t i = count; i-- > 0;)
        buffer_print(out, "%s{", accent_of(marks[i]));
    buffer_puts(out, style_of(code));
    if (!put_known(out, bare))
        buffer_print(out, "\\mathrm{U%04X}", (unsigned)code);
    for (uint32_t i = 0; i <= count; i++)
        buffer_puts(out, "}");
}
