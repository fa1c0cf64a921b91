from django.db import migrations

# whoever had an encounter was met
MEET = """
UPDATE customers_knownat SET how = 'met'
 WHERE EXISTS (SELECT 1 FROM customers_encounter AS met
                WHERE met.customer_id = customers_knownat.customer_id AND met.unit_id = customers_knownat.unit_id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0009_how_units_know_customers'),
    ]

    operations = [migrations.RunSQL(MEET, migrations.RunSQL.noop)]
