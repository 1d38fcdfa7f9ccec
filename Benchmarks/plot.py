"""Plots as SVG: two logarithmic axes, a line for each thing, its name above. Same figures, same bytes."""
import math
from xml.sax.saxutils import escape

WIDTH, PLOT = 720, 300
LEFT, RIGHT, TOP, BOTTOM, LINE = 72, 40, 42, 52, 18
# Ours first; then a peer's each. Told apart by lightness and by marks as well; 3:1 or more on white and on black.
LIGHT = ["#0b6bcb", "#b4530a", "#5f6b76", "#8a3fa0"]
DARK = ["#58a6ff", "#f0883e", "#9aa4af", "#c297e0"]
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 }
.note { fill: #59636e }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
%s
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.note { fill: #9198a1 }
.grid { stroke: #3d444d }
%s
}
</style>
"""
SECONDS = [(1e-6, "µs"), (1e-3, "ms"), (1, "s")]


def plot(title, across, curves, unit="s"):
    """The text of an SVG file. `curves` maps names to points (x, y); `unit` is s, or what stands behind a number."""
    xs = [x for points in curves.values() for x, _ in points]
    ys = [y for points in curves.values() for _, y in points]
    low, high = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys) * 1.0001))
    top, right = TOP + LINE * len(curves) + 8, WIDTH - RIGHT
    bottom, height = top + PLOT, top + PLOT + BOTTOM

    def at(x, y):
        share = math.log(x / min(xs)) / math.log(max(xs) / min(xs)) if max(xs) > min(xs) else 0.5
        return LEFT + share * (right - LEFT), bottom - math.log(y / low) / math.log(high / low) * PLOT
    parts = [f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
             f'<text class="note" x="{(LEFT + right) / 2:.0f}" y="{height - 12}" text-anchor="middle">{escape(across)}</text>']
    y = low
    while y < high * 1.001:
        _, down = at(xs[0], y)
        parts.append(f'<path class="grid" d="M{LEFT} {down:.1f}H{right}"/>'
                     f'<text class="note" x="{LEFT - 8}" y="{down + 4:.1f}" text-anchor="end">{amount(y, unit)}</text>')
        y *= 10
    for x in sorted(set(xs)):
        over, _ = at(x, low)
        parts.append(f'<path class="grid" d="M{over:.1f} {bottom}v5"/>'
                     f'<text class="note" x="{over:.1f}" y="{bottom + 20}" text-anchor="middle">{x:,}</text>')
    for index, (name, points) in enumerate(curves.items()):
        places = [at(*point) for point in points]
        parts.append(f'<path class="line c{index}" d="M{"L".join(f"{over:.1f} {down:.1f}" for over, down in places)}"/>')
        parts += [_mark(index, over, down) for over, down in places]
        down = TOP + LINE * index
        parts += [_mark(index, LEFT + 5, down), f'<text x="{LEFT + 18}" y="{down + 4}">{escape(name)}</text>']
    style = STYLE % tuple("\n".join(f".c{number} {{ stroke: {colour} }} .m{number} {{ fill: {colour} }}"
                                    for number, colour in enumerate(colours)) for colours in (LIGHT, DARK))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">\n'
            f"<title>{escape(title)}</title>\n{style}" + "\n".join(parts) + "\n</svg>\n")


def amount(value, unit):
    """Three digits of it, in a unit that fits."""
    if unit != "s":
        return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
    size, name = next((size, name) for size, name in reversed(SECONDS) if value >= size * 0.9995 or size == SECONDS[0][0])
    return f"{value / size:,.3g} {name}"


def _mark(index, over, down):
    """A shape of its own for each line."""
    shapes = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", "M-4 -4h8v8h-8z", "M0 -5l5 9h-10z", "M0 -5l5 5l-5 5l-5 -5z"]
    return f'<path class="m{index}" transform="translate({over:.1f} {down:.1f})" d="{shapes[index]}"/>'
