"""Which texts say nothing of a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import alt_text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "…", "-", "2567", "12/3", "🙂"[:0]),
        *("image", "Image", "IMAGE 3", "photo of", "Picture (1)", "the picture", "Untitled"),
        *("รูป", "ภาพ", "รูปภาพ", "ภาพที่ 3", "ภาพกิจกรรม", "รูปภาพกิจกรรม 12", "ภาพประกอบข่าว"),
        *("IMG_2034.jpg", "IMG_2034", "img 2034", "DSC00123", "DSC_0123-edited", "P1010001"),
        *("20231105_123456", "PXL_20231105_123456789", "Screenshot 2024-01-01 at 10.00.00"),
        *("S__12345678", "LINE_ALBUM_231105_1", "FB_IMG_1699999999", "messageImage_17000.jpg"),
        *("WhatsApp Image 2024-01-01 at 10.00 PM", "received_123", "ＩＭＧ＿２０３４"),
        *("งานประเพณี.jpg", "ตลาด.HEIC", "d41d8cd98f00b204e9800998ecf8427e"),
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        *("“IMG_2034.jpg”", "IMG_2034.jpg.", "IMG_2034.jpg (1)", "image.png (2)", "IMG_1234.CR2"),
        *("Screenshot_20240101_Facebook", "DSC_1234_resize", "alt text", "placeholder", "spacer"),
        *("none", "unnamed", "logo", "รูปๆ", "ภาพต่างๆ", "ไม่มีภาพ", "ภาพหน้าปก", "ภาพบรรยากาศ"),
        *("ประมวลภาพกิจกรรม", "ภาพข่าวประชาสัมพันธ์", "ภาพ\u200bกิจกรรม", "P1010001", "ก", "x 3"),
    ],
)
def test_a_text_that_says_nothing(text):
    assert alt_text.says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("วัด", "น้ำท่วม", "ภาพถ่ายทางอากาศของตลาดทุ่งสง", "ภาพวาดสถานีรถไฟ", "ปกหนังสือ"),
        *("Children planting mangroves", "Map", "A train", "Line of people at a ballot box"),
        *("Facade", "Portrait of a teacher", "ซุ้มประตู 2 บาน", "DSC meeting room", "ปี 2567"),
        *("ธ.ก.ส.", "ป.ป.ช.", "ส.ป.ก. 4-01", "ม.อ.", "U.N.", "Line", "WhatsApp", "H2O", "Signal"),
        *("Facebook logo of the town", "ประชาสัมพันธ์งานตลาด", "ภาพกิจกรรมปลูกป่า", "วัดที่ 2"),
        *("Photo: flood level 2.1 m at the bridge", "ก่อน", "Deadbeef café 12"),
    ],
)
def test_a_text_that_tells_something(text):
    assert not alt_text.says_nothing(text)


@given(
    st.text(max_size=40), st.sampled_from(["jpg", "JPEG", "png", "webp", "HEIC", "jpg (2)", "png."])
)
def test_a_file_name_never_tells_anything(name, ending):
    assert alt_text.says_nothing(f"{name}.{ending}")


@given(st.text(alphabet="0123456789 _-.,()", max_size=30))
def test_numbers_and_signs_never_tell_anything(text):
    assert alt_text.says_nothing(text)
