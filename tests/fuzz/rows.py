"""rows.py SEED: prints a random program over matrices of some length, of rows that
loops have in common: read from their ends, shifted, strided, around, by data; summed,
also by pairs and up to borders; taken through functions, windows, products,
recurrences, pieces. The last line is a comment with values of its inputs, as that of
generate.c.
"""
import random
import sys

FUNCTIONS = [
    "sin({})", "cos({})", "exp(-{}^2)", "tanh({})", "sigmoid({})", "abs({})",
    "sqrt({}^2 + 1)", "relu({})", "({} if {} > 0.1 else -{})", "log(1 + {}^2)",
    "erf({})", "{}", "0.5 * {}",
]


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.rows = self.random.choice([3, 7, 20, 33, 40])
        self.names = iter("abcdefghlopqrstuvwyz")
        self.declared = []          # of the params
        self.inputs = []            # index data, and
        self.values = []            # values of them and of the params
        self.equations = []
        self.matrices = []          # name, columns
        self.param("x", self.rows, self.random.choice([4, 5, 17, 33, 40]))
        self.matrices.append(("x", self.columns))

    def param(self, name, rows, columns):
        draw = self.random.uniform
        self.columns = columns
        self.declared.append(f"{name}[{rows}, {columns}]")
        bound = 1 if name == "x" else 1 / columns
        self.values.append((name, [
            [round(draw(-bound, bound), 3) for _ in range(columns)]
            for _ in range(rows)]))

    def data(self, name):
        self.inputs.append(f"{name}[m] : index(m)")
        self.values.append((name, [self.random.randrange(self.rows)
                                   for _ in range(self.rows)]))

    def of(self, operand):
        return self.random.choice(FUNCTIONS).replace("{}", operand)

    def read(self, j, columns):
        """An element of a row of that many columns, in some way."""
        name, width = self.random.choice(self.matrices[-3:])
        ways = [f"({j}) mod {width}"]
        if width >= columns:
            ways += [j, f"{width - 1} - {j}"]
        if width > columns:
            ways.append(f"{j} + {width - columns}")
        if width >= 2 * columns:
            ways.append(f"2 {j}" if j.isalpha() else j)
        row = self.random.choice(["i"] * 8 + ["m - 1 - i", "(i + 1) mod m"])
        return f"{name}[{row}, {self.random.choice(ways)}]"

    def say(self, left, right, columns=None, low=0):
        over = "" if columns is None else f", j in {low}:{columns}"
        self.equations.append(f"{left} = {right} for i < m{over}")

    # -- what makes a matrix of the last one --

    def pointwise(self, name, columns):
        r = lambda: self.read("j", columns)
        self.say(f"{name}[i, j]", f"{self.of(r())} * {r()} + {self.of(r())}", columns)

    def normalised(self, name, columns):
        of, width = self.matrices[-1]
        self.say(f"{name}0[i]", f"sum[k]({self.of(f'{of}[i, k]')}) / {width}")
        self.say(f"{name}[i, j]",
                 f"({self.read('j', columns)} - {name}0[i]) / sqrt({name}0[i]^2 + 1)",
                 columns)

    def product(self, name, columns):
        of, width = self.matrices[-1]
        self.param(f"{name}0", columns, width)
        inner = f"sum[k]({of}[i, k] {name}0[j, k])"
        self.say(f"{name}[i, j]", self.of(inner), columns)

    def reduced(self, name, columns):
        of, _ = self.matrices[-1]
        fold = self.random.choice(["sum", "max"])
        self.say(f"{name}0[i]", f"{fold}[k]({self.of(f'{of}[i, k]')})")
        self.say(f"{name}[i, j]", f"{self.read('j', columns)} * tanh({name}0[i])"
                                  f" + {self.of(f'{name}0[i]')}", columns)

    def pieces(self, name, columns):
        cut = self.random.randint(1, columns - 1)
        self.say(f"{name}[i, j]", self.of(self.read("j", cut)), cut)
        self.say(f"{name}[i, j]", self.of(self.read("j", columns)), columns, cut)

    def along(self, name, columns):
        self.say(f"{name}[i, j + 1]",
                 f"0.5 * {self.of(f'{name}[i, j]')} + {self.of(self.read('j', columns))}",
                 columns - 1)
        self.say(f"{name}[i, 0]", self.of(self.read("0", 1)))

    def down(self, name, _):
        of, width = self.matrices[-1]
        self.param(f"{name}0", width, width)
        self.equations.append(
            f"{name}[i + 1, j] = tanh(sum[k]({name}0[j, k] {name}[i, k])"
            f" + {of}[i + 1, j]) for i < m - 1, j < {width}")
        self.equations.append(
            f"{name}[0, j] = {self.of(f'{of}[0, j]')} for j < {width}")
        return width

    def across(self, name, _):
        of, width = self.matrices[-1]
        self.equations.append(
            f"{name}0[j] = sum[i]({self.of(f'{of}[i, j]')}) / m for j < {width}")
        self.say(f"{name}[i, j]", f"{of}[i, j] * sin({name}0[j])", width)
        return width

    def chosen(self, name, _):
        of, width = self.matrices[-1]
        where = self.random.choice(["j <= i", "j mod 3 == 1", "j + i > 4"])
        self.say(f"{name}[i, j]",
                 f"{self.of(f'{of}[i, j]')} if {where} else {of}[i, j] / 2", width)
        return width

    def gathered(self, name, _):
        of, width = self.matrices[-1]
        self.data(f"{name}0")
        self.say(f"{name}[i, j]", f"{self.of(f'{of}[{name}0[i], j]')}"
                                  f" + {self.read('j', width)}", width)
        return width

    def scattered(self, name, _):
        of, width = self.matrices[-1]
        self.data(f"{name}0")
        self.say(f"{name}[i, j]", f"{of}[i, j] / 2", width)
        self.equations.append(f"{name}[{name}0[i], j] += {self.of(f'{of}[i, j]')}"
                              f" for i < m, j < {width}")
        return width

    def windows(self, name, columns):
        of, width = self.matrices[-1]
        size = self.random.choice([2, 3, 5])
        if width < size + 2:
            return self.pointwise(name, columns)
        self.param(f"{name}0", 1, size)
        self.say(f"{name}[i, j]",
                 self.of(f"sum[k]({of}[i, j + k] {name}0[0, k])"), width - size + 1)
        return width - size + 1

    def paired(self, name, columns):
        of, width = self.matrices[-1]
        a, b = self.random.randrange(width), self.random.randrange(width)
        pairs = self.random.choice(["", " : k != i", " : k < i", " : i <= k"])
        f = self.of(f"({of}[i, {a}] - {of}[k, {a}])")
        g = self.random.choice([f"({of}[k, {b}] - {of}[i, {b}])^2",
                                f"{of}[m - 1 - k, {b}]",
                                f"1 / (1 + ({of}[i, {b}] - {of}[k, {b}])^2)"])
        self.say(f"{name}0[i]", f"sum[k < m{pairs}]({f} * {g}) / m")
        pairs = pairs or " : i != k"
        self.equations.append(f"{name}1 = sum[i < m, k < m{pairs}]({g}) / m^2")
        self.say(f"{name}[i, j]", f"{self.read('j', columns)} * {name}0[i]"
                                  f" + {name}1 / 2", columns)

    def bordered(self, name, _):
        of, width = self.matrices[-1]
        ends = ["i == 0", "j == 0", "i == m - 1", f"j == {width - 1}"]
        reads = [f"{of}[i - 1, j]", f"{of}[i, j - 1]", f"{of}[i + 1, j]",
                 f"{of}[i, j + 1]"]
        some = sorted(self.random.sample(range(4), self.random.randint(1, 3)))
        beside = " + ".join(self.of(reads[k]) for k in some)
        here = " or ".join(ends[k] for k in some)
        more = ""
        if self.random.random() < 0.5:
            more = f" + {name}0[i]"
            self.say(f"{name}0[i]", f"sum[j < {width}](0 if {here} else {beside}) / 4")
        self.say(f"{name}[i, j]", f"({of}[i, j] if {here} else ({beside}) / 2){more}",
                 width)
        return width

    # -- all --

    KINDS = [pointwise, pointwise, normalised, product, reduced, reduced, pieces,
             along, down, across, chosen, gathered, scattered, windows, paired,
             bordered]

    def make(self):
        for _ in range(self.random.randint(3, 7)):
            name = next(self.names)
            columns = self.random.choice([self.matrices[-1][1]] * 2
                                         + [4, 5, 17, 33, 70])
            made = self.random.choice(self.KINDS)(self, name, columns)
            self.matrices.append((name, made or columns))
        name, width = self.matrices[-1]
        self.equations.append(self.random.choice([
            f"J[i] = sum[k]({name}[i, k])",
            f"J[k] = sum[i]({name}[i, k])",
            f"J = ‖{name}‖² / 2 + sum({self.matrices[-2][0]})"]))

    def print(self):
        print(f"dim m = {self.rows}")
        if self.inputs:
            print("input", ", ".join(self.inputs))
        print("param", ", ".join(self.declared))
        print("\n".join(self.equations))
        outputs = ["J"] + [n for n, _ in self.matrices[-2:-1] if n != "x"]
        print("output", ", ".join(outputs[:self.random.randint(1, 2)]))
        print("# at", " ".join(f"{n}={v}".replace(" ", "") for n, v in self.values))


program = Program(int(sys.argv[1]))
program.make()
program.print()
