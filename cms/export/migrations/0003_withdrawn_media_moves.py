from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("export", "0002_tombstone_modified")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="WithdrawnMedia")]
        ),
    ]
