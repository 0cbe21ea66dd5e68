from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='tombstone',
            name='modified',
            field=models.DateTimeField(null=True),
        ),
    ]
