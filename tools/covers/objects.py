"""Things and patterns: phone, rosette, lotus, checklist, book, linked information, circles."""

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
    Canvas,
    around,
    drop,
    petal,
    smooth,
)


def phone() -> Canvas:
    """A phone showing a small town, speech bubbles on both sides."""
    canvas = Canvas("#cfe6dc", CREAM)
    canvas.circle(800, 520, 440, "#ffffff70")
    canvas.land([(0, 830), (400, 780), (800, 830), (1200, 780), (1600, 830)], MIST)
    canvas.land([(0, 900), (500, 870), (1000, 910), (1600, 870)], SAGE)
    canvas.box(592, 96, 430, 830, "#0a2f2930", 62)
    canvas.box(580, 84, 430, 830, INK, 60)
    canvas.box(602, 106, 386, 786, CREAM, 42)
    canvas.box(735, 122, 120, 22, INK, 11)
    canvas.box(630, 170, 330, 250, "#f4dcb4", 22)
    canvas.circle(870, 245, 42, GOLD)
    canvas.polygon([(652, 420), (652, 330), (707, 290), (762, 330), (762, 420)], ACCENT)
    canvas.polygon([(772, 420), (772, 360), (822, 320), (872, 360), (872, 420)], BRAND)
    canvas.box(684, 352, 44, 68, CREAM, 4)
    canvas.box(804, 378, 36, 42, CREAM, 4)
    canvas.box(630, 404, 330, 16, MOSS)
    for y, width in ((452, 270), (488, 320), (524, 210)):
        canvas.box(632, y, width, 18, MIST, 9)
    for y, colour in ((580, BRAND), (676, GOLD), (772, ACCENT)):
        canvas.box(630, y, 330, 76, PALE, 18)
        canvas.circle(672, y + 38, 22, colour)
        canvas.box(712, y + 20, 180, 14, SAGE, 7)
        canvas.box(712, y + 44, 120, 12, MIST, 6)
    _bubble(canvas, 130, 250, 360, 190, BRAND, right=True)
    for x in (220, 310, 400):
        canvas.circle(x, 345, 24, CREAM)
    _bubble(canvas, 200, 560, 290, 160, GOLD, right=True)
    canvas.tick(345, 642, 48, 22, DEEP)
    _bubble(canvas, 1100, 180, 330, 180, ACCENT, right=False)
    for y, width in ((235, 220), (285, 150)):
        canvas.box(1150, y, width, 22, CREAM, 11)
    _bubble(canvas, 1110, 480, 380, 200, MOSS, right=False)
    canvas.star(1300, 582, 62, CREAM)
    return canvas


def rosette() -> Canvas:
    """A rosette with a star, laurel on both sides, two smaller medals, bunting above."""
    canvas = Canvas("#f5dfba", CREAM)
    canvas.circle(800, 520, 430, "#fffaf0c0")
    rope = smooth([(-20, 20), (400, 96), (800, 116), (1200, 96), (1620, 20)])
    canvas.line(rope, 6, RUST)
    for step, colour in enumerate((BRAND, GOLD, ACCENT, SAGE, GOLD, BRAND, ACCENT, SAGE)):
        x, y = rope[6 + step * 12]
        canvas.polygon([(x - 40, y), (x + 40, y + 2), (x, y + 80)], colour)
    for side in (-1, 1):
        for step in range(8):
            angle = 270 + side * (26 + step * 15)
            x, y = around(800, 540, 340, angle)
            canvas.leaf(x, y, 120, angle + side * 62, BRAND if step % 2 else MOSS)
            x, y = around(800, 540, 326, angle)
            canvas.leaf(x, y, 92, angle + side * 118, SAGE)
    for x, colour in ((250, SAGE), (1350, AMBER)):
        _medal(canvas, x, 560, 105, colour)
    _medal(canvas, 800, 510, 205, ACCENT)
    return canvas


def lotus() -> Canvas:
    """Rings of petals around a lotus, as on old plasterwork."""
    canvas = Canvas(DEEP, BRAND)
    for radius, width in ((620, 5), (660, 3), (760, 3)):
        canvas.ring(800, 930, radius, width, SAGE + "80")
    rings = (
        (17, 560, 150, 5, MOSS, SAGE),
        (15, 440, 140, 12, ACCENT, AMBER),
        (11, 320, 140, 12, GOLD, SAND),
    )
    for count, length, width, edge, outer, inner in rings:
        for step in range(count):
            angle = step * 180 / (count - 1)
            canvas.polygon(petal(800, 930, length, width, angle), outer)
            x, y = around(800, 930, 40, angle)
            canvas.polygon(petal(x, y, length - 40 - edge * 4, width * 0.55, angle), inner)
    for angle in (0, 180, 30, 150, 60, 120, 90):
        canvas.polygon(petal(800, 930, 215, 120, angle), CREAM)
        x, y = around(800, 930, 40, angle)
        canvas.polygon(petal(x, y, 130, 52, angle), PALE)
    canvas.pie(800, 930, 90, 180, 360, ACCENT)
    canvas.pie(800, 930, 54, 180, 360, GOLD)
    canvas.box(0, 930, 1600, 70, INK)
    for step in range(21):
        canvas.pie(step * 80, 930, 30, 0, 180, GOLD if step % 2 else SAGE)
    stars = ((170, 180, 20), (360, 330, 13), (1430, 190, 20), (1250, 330, 13), (800, 150, 18))
    for left, top, size in stars:
        canvas.star(left, top, size, GOLD, points=4)
    return canvas


def checklist() -> Canvas:
    """A clipboard with ticked lines, one line still open, and a magnifying glass."""
    canvas = Canvas("#cfe6dc", CREAM)
    canvas.circle(800, 500, 420, "#ffffff78")
    canvas.box(494, 134, 560, 790, "#0a2f2928", 40)
    canvas.box(480, 120, 560, 790, BRAND, 40)
    canvas.box(520, 190, 480, 680, CREAM, 20)
    canvas.box(640, 84, 240, 110, DEEP, 30)
    canvas.circle(760, 122, 22, CREAM)
    for row, width in enumerate((250, 200, 270, 180)):
        y = 290 + row * 140
        canvas.circle(600, y, 44, PALE if row < 3 else SAND)
        if row < 3:
            canvas.tick(600, y, 24, 13, MOSS)
        else:
            canvas.ring(600, y, 24, 9, AMBER)
        canvas.box(676, y - 26, width, 22, MIST, 11)
        canvas.box(676, y + 10, width * 0.7, 18, PALE, 9)
    canvas.line([(1150, 760), (1290, 900)], 52, RUST)
    canvas.line([(1130, 740), (1160, 770)], 30, INK)
    canvas.circle(1030, 640, 172, INK)
    canvas.circle(1030, 640, 140, "#e9f5ee")
    canvas.star(1030, 644, 84, GOLD)
    canvas.arc(1030, 640, 112, 190, 255, 14, "#ffffff")
    for x, y, size in ((300, 300, 34), (250, 620, 22), (1330, 260, 30), (1420, 500, 20)):
        canvas.star(x, y, size, AMBER, points=4)
    return canvas


def book() -> Canvas:
    """An open book from which a young tree grows; stacks of books beside it."""
    canvas = Canvas("#f5dfba", CREAM)
    canvas.circle(800, 430, 360, "#fffaf0c8")
    canvas.box(0, 850, 1600, 150, SAGE)
    canvas.box(0, 850, 1600, 14, MOSS)
    canvas.line(smooth([(800, 720), (792, 600), (806, 470), (800, 330)]), 22, RUST)
    sprays = (
        (800, 340, 90, 190),
        (800, 400, 40, 220),
        (800, 400, 140, 220),
        (804, 480, 18, 230),
        (804, 480, 162, 230),
        (798, 570, 30, 180),
        (798, 570, 150, 180),
    )
    for step, (x, y, angle, length) in enumerate(sprays):
        canvas.leaf(x, y, length, angle, (BRAND, MOSS, SAGE)[step % 3])
    for angle, colour in ((62, ACCENT), (118, ACCENT), (26, GOLD), (154, GOLD)):
        canvas.circle(*around(800, 420, 240, angle), 22, colour)
    for side in (-1, 1):
        cover = smooth([(800, 800), (800 + side * 200, 752), (800 + side * 430, 780)])
        canvas.polygon([*cover, (800 + side * 430, 880), (800, 880)], DEEP)
        page = smooth([(800, 740), (800 + side * 180, 680), (800 + side * 405, 712)])
        canvas.polygon([*page, (800 + side * 405, 846), (800 + side * 200, 820), (800, 860)], CREAM)
        for row in range(3):
            text = [
                (800 + side * 70, 752 + row * 32),
                (800 + side * 200, 722 + row * 32),
                (800 + side * 340, 736 + row * 32),
            ]
            canvas.line(smooth(text), 8, MIST)
    canvas.line([(800, 742), (800, 866)], 6, MIST)
    for x, pile in ((90, (BRAND, GOLD, ACCENT)), (1250, (ACCENT, SAGE, DEEP, GOLD))):
        for level, colour in enumerate(pile):
            left = x + (18 if level % 2 else 0)
            canvas.box(left, 790 - level * 62, 250, 58, colour, 10)
            canvas.box(left + 26, 790 - level * 62, 14, 58, CREAM + "a0")
    return canvas


def network() -> Canvas:
    """A screen with charts in the middle, linked with cards on every side."""
    canvas = Canvas(DEEP, BRAND)
    for x in range(60, 1600, 80):
        for y in range(60, 1000, 80):
            canvas.circle(x, y, 3, SAGE + "70")
    cards = (
        (210, 210, GOLD),
        (170, 520, SAGE),
        (250, 810, AMBER),
        (1390, 210, SAGE),
        (1430, 520, AMBER),
        (1350, 810, GOLD),
    )
    for x, y, _ in cards:
        canvas.line(smooth([(x, y), ((x + 800) / 2, y), ((x + 800) / 2, 500), (800, 500)]), 7, MIST)
    for x, y, colour in cards:
        canvas.circle(x, y, 104, CREAM)
        canvas.circle(x, y, 84, colour)
    for x, y, _ in cards:
        _sheet(canvas, x, y)
    canvas.box(720, 760, 160, 110, MIST)
    canvas.box(630, 850, 340, 34, CREAM, 16)
    canvas.box(420, 200, 760, 580, INK, 36)
    canvas.box(448, 228, 704, 524, CREAM, 18)
    canvas.box(448, 228, 704, 60, PALE, 18)
    for x, colour in ((490, ACCENT), (530, GOLD), (570, MOSS)):
        canvas.circle(x, 258, 12, colour)
    for column, height in enumerate((90, 150, 120, 210, 260)):
        canvas.box(490 + column * 66, 700 - height, 46, height, (SAGE, BRAND)[column % 2], 8)
    canvas.circle(990, 450, 112, PALE)
    canvas.pie(990, 450, 112, -90, 120, MOSS)
    canvas.pie(990, 450, 112, 120, 200, GOLD)
    canvas.pie(990, 450, 112, 200, 270, ACCENT)
    canvas.circle(990, 450, 52, CREAM)
    for y, width in ((610, 240), (650, 190), (690, 220)):
        canvas.box(876, y, width, 18, MIST, 9)
    return canvas


def circles() -> Canvas:
    """Three circles side by side: a book, a bell, an umbrella above waves."""
    canvas = Canvas("#d6eae1", CREAM)
    canvas.land([(0, 760), (400, 700), (800, 750), (1200, 690), (1600, 750)], PALE)
    canvas.land([(0, 860), (500, 820), (1100, 870), (1600, 820)], MIST)
    canvas.line([(330, 500), (1270, 500)], 26, GOLD)
    for x, colour in ((330, BRAND), (800, GOLD), (1270, ACCENT)):
        canvas.circle(x + 8, 512, 216, "#0a2f2922")
        canvas.circle(x, 500, 216, CREAM)
        canvas.circle(x, 500, 190, colour)
    for side in (-1, 1):
        page = smooth([(330, 440), (330 + side * 60, 412), (330 + side * 124, 430)])
        canvas.polygon([*page, (330 + side * 124, 566), (330 + side * 60, 548), (330, 580)], CREAM)
        for y in (462, 496, 530):
            canvas.line([(330 + side * 28, y), (330 + side * 96, y - 12)], 9, SAGE)
    canvas.line([(330, 446), (330, 576)], 6, BRAND)
    canvas.circle(800, 596, 28, RUST)
    canvas.pie(800, 482, 92, 180, 360, DEEP)
    canvas.polygon([(708, 480), (892, 480), (904, 560), (930, 592), (670, 592), (696, 560)], DEEP)
    canvas.circle(800, 386, 20, DEEP)
    canvas.arc(800, 470, 134, 200, 240, 12, DEEP)
    canvas.arc(800, 470, 134, 300, 340, 12, DEEP)
    canvas.pie(1270, 478, 120, 180, 360, CREAM)
    for x in (1190, 1270, 1350):
        canvas.circle(x, 488, 40, ACCENT)
    canvas.line([(1270, 460), (1270, 556)], 12, CREAM)
    canvas.arc(1290, 556, 20, 0, 180, 12, CREAM)
    for y in (608, 644):
        wave = [(1160 + step * 22, y + (9 if step % 2 else -9)) for step in range(11)]
        canvas.line(smooth(wave), 11, SAND)
    for x, y in ((1200, 350), (1340, 350)):
        canvas.polygon(drop(x, y, 13), SAND)
    return canvas


def _bubble(
    canvas: Canvas, x: float, y: float, w: float, h: float, fill: str, *, right: bool
) -> None:
    canvas.box(x, y, w, h, fill, 46)
    foot = x + w - 70 if right else x + 70
    lean = 70 if right else -70
    edge = y + h - 8
    canvas.polygon([(foot - 34, edge), (foot + 34, edge), (foot + lean, edge + 62)], fill)


def _medal(canvas: Canvas, x: float, y: float, radius: float, fill: str) -> None:
    for lean, colour in ((-1, BRAND), (1, DEEP)):
        foot = y + radius * 2
        canvas.polygon(
            [
                (x + lean * radius * 0.1, y),
                (x + lean * radius * 0.75, y),
                (x + lean * radius, foot),
                (x + lean * radius * 0.62, foot - radius * 0.2),
                (x + lean * radius * 0.3, foot),
            ],
            colour,
        )
    for step in range(20):
        px, py = around(x, y, radius * 0.94, step * 18)
        canvas.circle(px, py, radius * 0.2, fill)
    canvas.circle(x, y, radius * 0.97, fill)
    canvas.circle(x, y, radius * 0.78, CREAM)
    canvas.circle(x, y, radius * 0.7, GOLD)
    canvas.star(x, y + radius * 0.03, radius * 0.5, CREAM)


def _sheet(canvas: Canvas, x: float, y: float) -> None:
    canvas.box(x - 34, y - 46, 68, 92, CREAM, 8)
    for row, width in enumerate((44, 32, 44, 24)):
        canvas.box(x - 22, y - 28 + row * 18, width, 8, DEEP, 4)
