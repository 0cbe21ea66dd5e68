from django.db import migrations, models


class Migration(migrations.Migration):
    """The memory of withdrawn pictures moves here from the exporter, with its table."""

    dependencies = [
        ("images", "0001_initial"),
        ("export", "0003_withdrawn_media_moves"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="WithdrawnMedia",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("deleted_at", models.DateTimeField()),
                    ],
                    options={"db_table": "export_withdrawnmedia", "verbose_name": "withdrawn picture"},
                ),
            ],
        ),
        migrations.AddField(
            model_name="withdrawnmedia",
            name="original_digest",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="picture",
            name="colour",
            field=models.CharField(blank=True, default="", editable=False, max_length=7),
        ),
        migrations.AddField(
            model_name="picture",
            name="original_digest",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
    ]
