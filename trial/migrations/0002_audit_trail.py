"""The trail: who and why on each history row, when a form became complete, the ledger and its anchors."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


NAME_THE_CONSTRAINT = """
DO $$
BEGIN
    EXECUTE (
        SELECT format('ALTER TABLE trial_criterion_cohorts RENAME CONSTRAINT %I TO criterion_once_a_cohort', conname)
        FROM pg_constraint WHERE conrelid = 'trial_criterion_cohorts'::regclass AND contype = 'u'
    );
END $$
"""

# What was recorded before there was a ledger enters it in the order of its time, marked as it is: from outside.
SEAL_WHAT_STANDS = """
INSERT INTO trial_historicalcriterioncohort
    (id, criterion_id, cohort_id, history_date, history_type, history_origin, history_session_user)
SELECT id, criterion_id, cohort_id, clock_timestamp(), '+', 'outside', session_user
FROM trial_criterion_cohorts ORDER BY id;

DO $$
DECLARE
    history text;
    sealed record;
    place bigint := 0;
    last_hash bytea := decode(repeat('00', 32), 'hex');
BEGIN
    SET LOCAL TimeZone = 'UTC';
    CREATE TEMPORARY TABLE to_seal (history_table text, history_id bigint, at timestamptz, payload text) ON COMMIT DROP;
    FOR history IN
        SELECT relname FROM pg_class
        WHERE relname LIKE 'trial\\_historical%' AND relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format(
            'INSERT INTO to_seal SELECT %L, history_id, history_date, (SELECT row_to_json(r)::text '
            'FROM (SELECT %L AS history_table, h.*) AS r) FROM %I h', history, history, history
        );
    END LOOP;
    FOR sealed IN SELECT * FROM to_seal ORDER BY at, history_table, history_id LOOP
        place := place + 1;
        last_hash := sha256(last_hash || int8send(place) || sha256(convert_to(sealed.payload, 'UTF8')));
        INSERT INTO trial_ledger (seq, at, history_table, history_id, payload, payload_hash, hash)
        VALUES (place, clock_timestamp(), sealed.history_table, sealed.history_id, sealed.payload,
                sha256(convert_to(sealed.payload, 'UTF8')), last_hash);
    END LOOP;
END $$
"""


class AllAtOnce(Operation):
    """Change many columns as one step: Django renders every model of the project anew after each operation."""

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "Add, alter and remove the columns of the trail"


class Migration(migrations.Migration):

    dependencies = [
        ('trial', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('ledger_hash', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('text', models.TextField()),
                ('digest', models.BinaryField()),
            ],
            options={
                'db_table': 'trial_anchor',
                'ordering': ('id',),
            },
        ),
        AllAtOnce(
            [
                migrations.RemoveField(
                    model_name='historicaluser',
                    name='last_login',
                ),
                migrations.RemoveField(
                    model_name='historicaluser',
                    name='password',
                ),
                migrations.AddField(
                    model_name='aadiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='addiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='aplasiadiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='consent',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='generalcriteria',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='gvhddiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaadiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaladdiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalaplasiadiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessment',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalassessmentcriterion',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentre',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcentreprotocol',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcohort',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconcomitantmedication',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalconsent',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalcriterion',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgeneralcriteria',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalgvhddiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalidentity',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmeasurements',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmedications',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmembership',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalmsdiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalpatient',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalprotocolversion',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalradiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalslediagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalthyrdiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicaluser',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_actor_centre',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_actor_name',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_actor_role',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_origin',
                    field=models.TextField(default='outside'),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_reasons',
                    field=models.JSONField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_request_id',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_session_user',
                    field=models.TextField(null=True),
                ),
                migrations.AddField(
                    model_name='historicalvitdiagnosis',
                    name='history_xact',
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddField(
                    model_name='identity',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='measurements',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='medications',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='msdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='radiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='slediagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='thyrdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AddField(
                    model_name='vitdiagnosis',
                    name='completed_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='complete since'),
                ),
                migrations.AlterField(
                    model_name='historicalaadiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalaadiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicaladdiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicaladdiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalaplasiadiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalaplasiadiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalassessment',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalcentreprotocol',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre', verbose_name='centre'),
                ),
                migrations.AlterField(
                    model_name='historicalconcomitantmedication',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalconsent',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalconsent',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalgeneralcriteria',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalgeneralcriteria',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalgvhddiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalgvhddiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalidentity',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalidentity',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalmeasurements',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalmeasurements',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalmedications',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalmedications',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalmembership',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre', verbose_name='centre'),
                ),
                migrations.AlterField(
                    model_name='historicalmsdiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalmsdiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalpatient',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre', verbose_name='centre'),
                ),
                migrations.AlterField(
                    model_name='historicalpatient',
                    name='created_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by'),
                ),
                migrations.AlterField(
                    model_name='historicalradiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalradiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalslediagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalslediagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalthyrdiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalthyrdiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='historicalvitdiagnosis',
                    name='centre',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.centre'),
                ),
                migrations.AlterField(
                    model_name='historicalvitdiagnosis',
                    name='saved_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
            ]
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='CriterionCohort',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trial.cohort')),
                        ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trial.criterion')),
                    ],
                    options={
                        'verbose_name': 'cohort of a criterion',
                        'verbose_name_plural': 'cohorts of criteria',
                        'db_table': 'trial_criterion_cohorts',
                    },
                ),
                migrations.AlterField(
                    model_name='criterion',
                    name='cohorts',
                    field=models.ManyToManyField(related_name='criteria', through='trial.CriterionCohort', to='trial.cohort', verbose_name='cohorts'),
                ),
                migrations.AddConstraint(
                    model_name='criterioncohort',
                    constraint=models.UniqueConstraint(fields=('criterion', 'cohort'), name='criterion_once_a_cohort'),
                ),
            ],
            # The table stands since 0001: only its unique constraint gets the name of the model's.
            database_operations=[migrations.RunSQL(NAME_THE_CONSTRAINT)],
        ),
        migrations.CreateModel(
            name='HistoricalCriterionCohort',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor_name', models.TextField(null=True)),
                ('history_actor_role', models.TextField(null=True)),
                ('history_actor_centre', models.TextField(null=True)),
                ('history_request_id', models.TextField(null=True)),
                ('history_origin', models.TextField(default='outside')),
                ('history_reasons', models.JSONField(null=True)),
                ('history_xact', models.BigIntegerField(null=True)),
                ('history_session_user', models.TextField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cohort', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.cohort')),
                ('criterion', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trial.criterion')),
                ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical cohort of a criterion',
                'verbose_name_plural': 'historical cohorts of criteria',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Ledger',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('history_table', models.TextField()),
                ('history_id', models.BigIntegerField()),
                ('payload', models.TextField()),
                ('payload_hash', models.BinaryField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'db_table': 'trial_ledger',
                'ordering': ('seq',),
                'constraints': [models.UniqueConstraint(fields=('history_table', 'history_id'), name='ledger_row_once')],
            },
        ),
        migrations.RunSQL(SEAL_WHAT_STANDS),
    ]
