# small.g: the smallest graph that has everything in it.
#
# A program is a set of equations. This one has three inputs and one output:
#
#     x ──╮
#         (+) ── a ──╮
#     y ──┤          (·) ── f
#         (max) ─ m ─╯
#     z ──╯
#
# At x = 1, y = 2, z = 0 the values are a = 3, m = 2, f = 6. Backwards, from
# ∂f/∂f = 1, each node hands to its operands what the chain rule says:
#
#     f = a m         a gets m = 2, and m gets a = 3
#     m = max(y, z)   y is larger: it gets all of the 3, and z gets 0
#     a = x + y       x gets 2, and y gets 2
#
# y is used twice, and what it gets is added: ∂f/∂x = 2, ∂f/∂y = 2 + 3 = 5,
# ∂f/∂z = 0.

input x, y, z

f = (x + y) max(y, z)           # numbers that stand side by side multiply

output f
