"""The names of the engines and of what they are measured at: the words of tables and plot."""

NEWSROOM, HUGO, PELICAN, PELICAN_CACHED = "newsroom", "Hugo", "Pelican", "Pelican, cached"

CLEAN = "clean build"
NOTHING = "nothing has changed"
EDIT = "one edited body"
EDIT_RESIDENT = "one edited body, resident"
EDIT_COMPLETE = "one edited body, resident, complete"  # Hugo's --disableFastRender
STORY = "one new story"
STORY_TEMPLATE = "edited template of stories"
EVERY_TEMPLATE = "edited template of all pages"
TEMPLATE_COMPLETE = "edited template of all pages, resident, complete"
FORTY_PICTURES = "new story with forty pictures, resident"
EDIT_BESIDE = "one edited body beside it, resident"
