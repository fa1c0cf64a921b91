from django.db import migrations

MEET = """
INSERT INTO customers_knownat (customer_id, unit_id)
SELECT DISTINCT customer_id, unit_id FROM customers_encounter WHERE customer_id IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_who_may_be_asked'),
    ]

    operations = [migrations.RunSQL(MEET, migrations.RunSQL.noop)]
