from django.db import migrations

# whoever answered a link that was sent to them is known there; by their only contact the others were left
ANSWERED = """
UPDATE customers_knownat SET how = 'answered'
 WHERE how = 'left'
   AND EXISTS (SELECT 1 FROM voice_asked AS asked
                WHERE asked.customer_id = customers_knownat.customer_id AND asked.unit_id = customers_knownat.unit_id
                  AND asked.answered_at IS NOT NULL)
"""
LEFT = """
UPDATE customers_knownat
   SET contact_id = (SELECT MIN(contact.id) FROM customers_contact AS contact
                      WHERE contact.customer_id = customers_knownat.customer_id)
 WHERE how = 'left'
   AND (SELECT COUNT(*) FROM customers_contact AS contact
         WHERE contact.customer_id = customers_knownat.customer_id) = 1
   AND NOT EXISTS (SELECT 1 FROM customers_correction AS correction
                    WHERE correction.customer_id = customers_knownat.customer_id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0010_who_was_met'),
        ('voice', '0017_lists_are_walked_by_day_and_key'),
    ]

    operations = [
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
    ]
