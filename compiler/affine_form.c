/* affine_form.c: whole numbers and linear forms.
 *
 * Sums are taken in 128 bits; what leaves 62 bits is infinite.
 */
#include "affine_system.h"

/* -- numbers -- */

int64_t clamp_wide(Wide value)
{
    if (value > UNBOUNDED)
        return UNBOUNDED;
    return value < -UNBOUNDED ? -UNBOUNDED : (int64_t)value;
}

bool wide_fits(Wide value)
{
    return value < UNBOUNDED && value > -UNBOUNDED;
}

Wide floor_wide(Wide a, Wide b)
{
    Wide quotient = a / b;
    return quotient * b > a ? quotient - 1 : quotient;
}

int64_t gcd_whole(int64_t a, int64_t b)
{
    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* -- forms -- */

bool form_add_base(Form *form, Wide base)
{
    Wide sum = form->base + base;
    form->base = clamp_wide(sum);
    return wide_fits(sum);
}

bool form_add(Form *form, uint32_t variable, Wide factor)
{
    Wide sum = form->factor[variable] + factor;
    form->factor[variable] = clamp_wide(sum);
    return wide_fits(sum);
}

bool form_add_form(Form *form, const Form *other, int64_t factor)
{
    bool ok = form_add_base(form, (Wide)other->base * factor);
    for (uint32_t i = 0; i < MAX_VARIABLES; i++)
        if (other->factor[i])
            ok &= form_add(form, i, (Wide)other->factor[i] * factor);
    return ok;
}

bool form_is_constant(const Form *form)
{
    for (uint32_t i = 0; i < MAX_VARIABLES; i++)
        if (form->factor[i])
            return false;
    return true;
}
