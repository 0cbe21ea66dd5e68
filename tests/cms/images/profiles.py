"""ICC profiles of wide colour spaces, and what their colours are in sRGB: computed here, so that
nothing is compared with the library that the newsroom converts with."""

import struct
from dataclasses import dataclass

Matrix = tuple[tuple[float, float, float], ...]

# Columns are the XYZ of red, green and blue, adapted to D50 (ICC.1; Adobe RGB (1998); SMPTE EG 432-1).
_SRGB = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
_P3 = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))
_ADOBE = ((0.60974, 0.20528, 0.14919), (0.31111, 0.62567, 0.06322), (0.01947, 0.06087, 0.74457))
_D50 = (0.9642, 1.0, 0.8249)
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


@dataclass(frozen=True)
class Space:
    """A colour space; `curve` are the parameters of ICC's parametric curve of type 3, or a gamma."""

    matrix: Matrix
    curve: tuple[float, ...]

    def in_srgb(self, colour: tuple[int, ...]) -> tuple[int, ...]:
        """Steps of 256; what sRGB cannot show is cut off at its edge."""
        linear = [self._linear(value / 255) for value in colour]
        xyz = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in self.matrix]
        return tuple(_encoded(value) for value in _solved(_SRGB, xyz))

    def profile(self) -> bytes:
        """An ICC profile with matrix and curves."""
        tags = {name: _xyz(column) for name, column in zip(
            (b"rXYZ", b"gXYZ", b"bXYZ"), zip(*self.matrix, strict=True), strict=True)
        }  # fmt: skip
        tags |= {b"wtpt": _xyz(_D50)} | {name: self._tag() for name in (b"rTRC", b"gTRC", b"bTRC")}
        return _profile(tags)

    def _linear(self, value: float) -> float:
        if len(self.curve) == 1:
            return value ** self.curve[0]
        g, a, b, c, d = self.curve
        return (a * value + b) ** g if value >= d else c * value

    def _tag(self) -> bytes:
        kind = 0 if len(self.curve) == 1 else 3
        return b"para" + struct.pack(">IHH", 0, kind, 0) + _fixed(self.curve)


DISPLAY_P3 = Space(_P3, _SRGB_CURVE)
ADOBE_RGB = Space(_ADOBE, (563 / 256,))


def _profile(tags: dict[bytes, bytes]) -> bytes:
    table, data, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", at + len(data), len(value))
        data += value
    body = struct.pack(">I", len(tags)) + table + data
    head = struct.pack(">I4xI", 128 + len(body), 0x04000000) + b"mntrRGB XYZ "
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + _fixed(_D50)
    return head.ljust(128, b"\0") + body


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _fixed(values: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _encoded(value: float) -> int:
    value = min(1.0, max(0.0, value))
    curved = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * curved)


def _solved(matrix: Matrix, target: list[float]) -> list[float]:
    """x of matrix · x = target, by Cramer's rule."""
    whole = _determinant(matrix)
    return [
        _determinant(tuple(
            tuple(target[r] if c == column else row[c] for c in range(3))
            for r, row in enumerate(matrix)
        )) / whole
        for column in range(3)
    ]  # fmt: skip


def _determinant(m: Matrix) -> float:
    (a, b, c), (d, e, f), (g, h, i) = m
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
