/* picture_far.c: which edges are too long to be drawn.
 *
 * A line that passes many boxes says little, and Graphviz takes a place for it
 * beside each of them: of a param that all of a hundred layers read, it makes
 * thousands. So where the lengths of all lines add up to too much, the longest
 * are left to words.
 */
#include "picture.h"

enum { LONGEST_ALL = 600 };

typedef struct Layers {
    const Picture *picture;
    int32_t       *of;          /* [boxes] */
    bool          *reads;       /* [boxes]: something of its own pass */
} Layers;

/* The longest way from what is given; what is given stands before its first
 * reader. Edges come in the order of their readers. */
static void find_forward(Layers *l)
{
    const Picture *p = l->picture;
    for (uint32_t e = 0; e < p->edges.count; e++) {
        const Edge *edge = &p->edges.at[e];
        if (p->boxes.at[edge->to].backward || edge->from > edge->to)
            continue;
        l->reads[edge->to] = true;
        if (l->of[edge->to] < l->of[edge->from] + 1)
            l->of[edge->to] = l->of[edge->from] + 1;
    }
    for (uint32_t e = p->edges.count; e-- > 0;) {
        const Edge *edge = &p->edges.at[e];
        int32_t before = l->of[edge->to] - 1;
        if (p->boxes.at[edge->to].backward || l->reads[edge->from])
            continue;
        if (!l->of[edge->from] || l->of[edge->from] > before)
            l->of[edge->from] = before;
    }
}

static void find_backward(Layers *l)
{
    const Picture *p = l->picture;
    for (uint32_t b = 1; b < p->boxes.count; b++)
        if (p->boxes.at[b].backward && p->boxes.at[b].mate)
            l->of[b] = l->of[p->boxes.at[b].mate];
    for (uint32_t e = 0; e < p->edges.count; e++) {
        const Edge *edge = &p->edges.at[e];
        const Box *to = &p->boxes.at[edge->to];
        if (to->backward && !to->mate && !edge->kept)
            l->of[edge->to] = l->of[edge->from] - 1;
    }
}

static uint32_t edge_length(const Layers *l, const Edge *edge)
{
    int32_t length = l->of[edge->to] - l->of[edge->from];
    return (uint32_t)(length < 0 ? -length : length);
}

void picture_leave_far(Picture *picture, Arena *arena)
{
    const uint32_t boxes = picture->boxes.count;
    Layers layers = {picture, NEW_ARRAY(arena, int32_t, boxes),
                     NEW_ARRAY(arena, bool, boxes)};
    uint32_t *sums = NEW_ARRAY(arena, uint32_t, boxes + 1);
    find_forward(&layers);
    find_backward(&layers);
    for (uint32_t e = 0; e < picture->edges.count; e++) {
        uint32_t length = edge_length(&layers, &picture->edges.at[e]);
        sums[length < boxes ? length : boxes] += length;
    }
    uint32_t most = 0, sum = 0;
    while (most < boxes && sum + sums[most + 1] <= LONGEST_ALL)
        sum += sums[++most];
    most = most > 1 ? most : 1;
    for (uint32_t e = 0; e < picture->edges.count; e++)
        picture->edges.at[e].far =
            edge_length(&layers, &picture->edges.at[e]) > most;
}
