from io import BytesIO

import pytest
from PIL import Image

from tests.benchmarks.photographs import AVERAGE, DETAILED, photograph


def test_a_number_gives_the_same_pixels_each_time() -> None:
    size = (90, 60)
    assert photograph(1, size).tobytes() == photograph(1, size).tobytes()
    assert photograph(1, size).tobytes() != photograph(2, size).tobytes()


@pytest.mark.parametrize(("contrast", "kilobytes"), [(AVERAGE, 20), (DETAILED, 27)])
def test_they_weigh_what_photographs_weigh(contrast: int, kilobytes: int) -> None:
    sizes = []
    for number in range(4):
        picture = photograph(number, (1200, 900), contrast)
        stream = BytesIO()
        picture.resize((480, 360), Image.Resampling.LANCZOS).save(stream, "WEBP", quality=76)
        sizes.append(len(stream.getvalue()) / 1000)
    assert sum(sizes) / len(sizes) == pytest.approx(kilobytes, rel=0.15)
