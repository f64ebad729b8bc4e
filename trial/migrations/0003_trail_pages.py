"""The indexes by which the trail pages stay as fast with ten million rows of the ledger."""

from django.db import migrations

# Over the sealed payload itself, so that what a page lists cannot differ from what is proved.
INDEXES = {
    "ledger_of_patient": (
        "(((payload::jsonb ->> CASE history_table WHEN 'trial_historicalpatient' "
        "THEN 'id' ELSE 'patient_id' END)::bigint), seq)"
    ),
    "ledger_in_centre": "(((payload::jsonb ->> 'centre_id')::bigint), seq)",
    "ledger_of_person": "(((payload::jsonb ->> 'history_user_id')::bigint), seq)",
    "ledger_of_table": "(history_table, seq)",
    "ledger_at": "(at, seq)",
}


class Migration(migrations.Migration):
    dependencies = [("trial", "0002_audit_trail")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON trial_ledger {columns}",
            reverse_sql=f"DROP INDEX {name}",
        )
        for name, columns in INDEXES.items()
    ]
