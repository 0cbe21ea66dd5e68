"""Landscapes and streets: town, river, railway quarter, bins by the water, market."""

from tools.covers.canvas import (
    ACCENT,
    AMBER,
    BRAND,
    CREAM,
    DEEP,
    GOLD,
    INK,
    MIST,
    MOSS,
    PALE,
    RUST,
    SAGE,
    SAND,
    WIDTH,
    Canvas,
    around,
    drop,
    smooth,
)


def town() -> Canvas:
    """A town between hills at sunrise, a road leading into it."""
    canvas = Canvas("#f7e3c0", CREAM)
    _sun(canvas, 1120, 400, 150)
    _hills(canvas)
    houses = (
        (130, 150, 210, CREAM, ACCENT),
        (270, 190, 290, SAND, BRAND),
        (450, 150, 230, CREAM, RUST),
        (590, 210, 350, PALE, DEEP),
        (790, 160, 250, SAND, ACCENT),
        (940, 190, 310, CREAM, MOSS),
        (1120, 150, 220, PALE, RUST),
        (1260, 200, 270, SAND, BRAND),
    )
    for x, width, height, wall, roof in houses:
        _house(canvas, x, 790, width, height, wall, roof)
    canvas.land([(0, 780), (400, 760), (800, 775), (1200, 758), (1600, 785)], MOSS)
    canvas.polygon([(770, 772), (840, 772), (1080, 1000), (500, 1000)], SAND)
    for y, width in ((800, 6), (850, 9), (915, 13)):
        canvas.box(804 - (y - 772) * 0.07 - width / 2, y, width, width * 4, AMBER, width / 2)
    trees = ((90, 800, 78), (330, 830, 95), (1240, 835, 100), (1440, 800, 82), (1560, 850, 110))
    for x, y, size in trees:
        _tree(canvas, x, y, size)
    return canvas


def river() -> Canvas:
    """Layered hills, a river winding towards the reader, one large drop with a laurel."""
    canvas = Canvas("#cfe6dd", CREAM)
    _sun(canvas, 330, 280, 110)
    _hills(canvas)
    canvas.land([(0, 700), (350, 640), (800, 690), (1250, 630), (1600, 690)], MOSS)
    left = [(720, 640), (760, 740), (560, 810), (760, 890), (480, 1010)]
    right = [(880, 640), (900, 745), (790, 810), (1180, 890), (1200, 1010)]
    canvas.polygon(smooth(left) + smooth(right)[::-1], MIST)
    for x, y, length in ((700, 800, 80), (760, 858, 150), (700, 915, 240), (920, 950, 150)):
        canvas.box(x, y, length, 8, CREAM + "b0", 4)
    canvas.circle(800, 420, 290, CREAM)
    for side in (-1, 1):
        for step in range(8):
            turn = 90 + side * (42 + step * 17)
            foot = around(800, 420, 232, turn)
            canvas.leaf(*foot, 92, turn - side * 62, BRAND if step % 2 else SAGE)
    canvas.polygon(drop(800, 462, 116), BRAND)
    canvas.arc(800, 462, 78, 70, 160, 18, MIST)
    return canvas


def railway() -> Canvas:
    """A row of old shophouses, a train passing on the rails before them."""
    canvas = Canvas("#f6ddb6", CREAM)
    _sun(canvas, 1310, 250, 110)
    canvas.land([(0, 520), (300, 430), (700, 500), (1100, 420), (1600, 510)], MIST)
    fronts = (
        (60, SAND, ACCENT),
        (310, PALE, BRAND),
        (560, "#f3cfa0", RUST),
        (810, CREAM, MOSS),
        (1060, SAND, DEEP),
        (1310, PALE, ACCENT),
    )
    for x, wall, trim in fronts:
        _shophouse(canvas, x, wall, trim)
    canvas.box(0, 800, WIDTH, 200, SAGE)
    canvas.box(0, 858, WIDTH, 142, "#c9b48c")
    for x in range(-20, WIDTH, 74):
        canvas.box(x, 872, 44, 46, RUST, 6)
    canvas.box(0, 870, WIDTH, 12, INK)
    canvas.box(0, 912, WIDTH, 12, DEEP)
    for x in (60, 470):
        _carriage(canvas, x)
    _locomotive(canvas, 880)
    return canvas


def bins() -> Canvas:
    """Three sorting bins on a river bank, a loop of arrows above them."""
    canvas = Canvas("#d6eae1", CREAM)
    _hills(canvas)
    canvas.circle(800, 420, 310, CREAM + "c8")
    for step, colour in enumerate((BRAND, SAGE, ACCENT)):
        start = -90 + step * 120
        canvas.arc(800, 400, 205, start + 12, start + 88, 46, colour)
        head_x, head_y = around(800, 400, 205, -(start + 88))
        turn = -(start + 88) - 90
        canvas.polygon([around(head_x, head_y, 66, turn + lean) for lean in (0, 120, 240)], colour)
    canvas.leaf(790, 470, 140, 62, MOSS)
    canvas.leaf(800, 470, 110, 128, SAGE)
    canvas.line([(796, 490), (806, 420)], 8, DEEP)
    canvas.land([(0, 800), (500, 775), (1100, 800), (1600, 770)], MOSS)
    for x, colour, lid in ((440, BRAND, DEEP), (690, GOLD, AMBER), (940, ACCENT, RUST)):
        _bin(canvas, x, colour, lid)
    canvas.land([(0, 900), (400, 880), (800, 905), (1200, 880), (1600, 905)], MIST)
    for x, y, length in ((120, 935, 200), (520, 955, 260), (960, 930, 180), (1270, 960, 220)):
        canvas.box(x, y, length, 9, CREAM + "c0", 4)
    return canvas


def market() -> Canvas:
    """A market stall with a striped awning; coins rise beside it and carry a sprout."""
    canvas = Canvas("#f4dcb4", CREAM)
    canvas.circle(800, 520, 430, "#fff6e4b0")
    canvas.land([(0, 800), (500, 785), (1100, 800), (1600, 780)], SAGE)
    for x in (395, 960):
        canvas.box(x, 380, 24, 450, RUST)
    canvas.box(350, 640, 680, 200, ACCENT, 14)
    canvas.box(350, 640, 680, 34, RUST, 14)
    for x, colour in ((385, SAND), (600, PALE), (815, SAND)):
        canvas.box(x, 700, 180, 110, colour, 10)
    fruits = (
        (430, MOSS),
        (500, GOLD),
        (570, AMBER),
        (655, GOLD),
        (725, SAGE),
        (800, ACCENT),
        (880, AMBER),
        (950, MOSS),
    )
    for x, colour in fruits:
        canvas.circle(x, 612, 40, colour)
        canvas.leaf(x, 575, 34, 60, DEEP)
    for step in range(9):
        left, high = 310 + step * 84, 370 + step * 70.7
        colour = CREAM if step % 2 else BRAND
        canvas.polygon([(high, 270), (high + 71, 270), (left + 84, 432), (left, 432)], colour)
        canvas.pie(left + 42, 431, 42, 0, 180, colour)
    for column, height in enumerate((3, 5, 8)):
        for level in range(height):
            x, y = 1150 + column * 130, 826 - level * 34
            canvas.box(x, y - 6, 112, 34, AMBER, 15)
            canvas.box(x, y - 10, 112, 28, GOLD, 14)
    canvas.line([(1466, 570), (1466, 470)], 12, DEEP)
    canvas.leaf(1466, 500, 120, 40, MOSS)
    canvas.leaf(1466, 480, 120, 135, BRAND)
    return canvas


def _sun(canvas: Canvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius * 1.75, GOLD + "30")
    canvas.circle(x, y, radius * 1.35, GOLD + "50")
    canvas.circle(x, y, radius, GOLD)


def _hills(canvas: Canvas) -> None:
    canvas.land([(0, 520), (240, 400), (520, 500), (860, 370), (1200, 490), (1600, 390)], MIST)
    canvas.land([(0, 590), (320, 520), (700, 590), (1080, 490), (1380, 570), (1600, 520)], SAGE)


def _tree(canvas: Canvas, x: float, foot: float, size: float) -> None:
    canvas.box(x - size * 0.08, foot - size * 0.5, size * 0.16, size * 0.9, RUST, 4)
    canvas.circle(x, foot - size * 0.9, size * 0.6, BRAND)
    canvas.circle(x - size * 0.2, foot - size * 1.1, size * 0.28, MOSS)


def _house(
    canvas: Canvas, x: float, foot: float, width: float, height: float, wall: str, roof: str
) -> None:
    top = foot - height
    canvas.box(x, top, width, height, wall)
    canvas.polygon([(x - 16, top), (x + width / 2, top - 90), (x + width + 16, top)], roof)
    for row in range(int(height // 90)):
        for column in range(2):
            left = x + width * (0.2 + 0.36 * column)
            canvas.box(left, top + 28 + row * 84, width * 0.24, 48, roof, 6)


def _shophouse(canvas: Canvas, x: float, wall: str, trim: str) -> None:
    canvas.box(x, 330, 236, 480, wall)
    canvas.box(x - 8, 312, 252, 30, trim)
    canvas.polygon([(x + 48, 312), (x + 118, 262), (x + 188, 312)], trim)
    for column in range(3):
        left = x + 24 + column * 68
        canvas.pie(left + 26, 426, 26, 180, 360, trim)
        canvas.box(left, 424, 52, 86, trim)
        canvas.box(left + 23, 404, 6, 106, wall)
    canvas.polygon([(x - 6, 548), (x + 242, 548), (x + 258, 606), (x - 22, 606)], trim)
    canvas.box(x + 26, 628, 184, 180, trim + "60")
    for column in range(4):
        canvas.box(x + 34 + column * 44, 636, 34, 172, trim + "70", 3)


def _carriage(canvas: Canvas, x: float) -> None:
    canvas.box(x + 380, 812, 60, 16, INK)
    canvas.box(x, 630, 396, 210, ACCENT, 22)
    canvas.box(x, 630, 396, 38, RUST, 18)
    for column in range(5):
        canvas.box(x + 28 + column * 70, 692, 54, 62, CREAM, 8)
    canvas.box(x, 782, 396, 14, GOLD)
    for wheel in (70, 130, 266, 326):
        _wheel(canvas, x + wheel, 848, 26)


def _locomotive(canvas: Canvas, x: float) -> None:
    nose = [(x + 420, 600), (x + 500, 690), (x + 560, 740), (x + 575, 842)]
    canvas.polygon([(x, 600), *nose, (x, 842)], BRAND)
    canvas.box(x, 582, 420, 34, DEEP, 14)
    for left in (36, 128):
        canvas.box(x + left, 660, 70, 66, PALE, 8)
    canvas.polygon([(x + 330, 650), (x + 420, 650), (x + 478, 716), (x + 330, 716)], PALE)
    canvas.polygon([(x, 770), (x + 566, 770), (x + 569, 794), (x, 794)], GOLD)
    canvas.circle(x + 540, 756, 17, CREAM)
    for wheel in (80, 150, 220, 370, 440, 510):
        _wheel(canvas, x + wheel, 848, 28)


def _wheel(canvas: Canvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius, INK)
    canvas.circle(x, y, radius * 0.42, SAND)


def _bin(canvas: Canvas, x: float, colour: str, lid: str) -> None:
    canvas.polygon([(x + 8, 690), (x + 212, 690), (x + 190, 905), (x + 30, 905)], colour)
    for offset in (62, 110, 158):
        canvas.line([(x + offset, 725), (x + 110 + (offset - 110) * 0.86, 880)], 9, lid)
    canvas.box(x - 8, 656, 236, 42, lid, 16)
    canvas.box(x + 78, 636, 64, 26, lid, 10)
