"""The functions in the database that every audited table shares: who acts, why, and the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from trial.audit.reasons import WORDS_MIN, ReasonCode
from trial.models.people import Centre, Membership, User


@dataclass(frozen=True)
class Function:
    """A function in the database: what stands between its name and its body, and the body as the catalogue keeps it."""

    name: str
    arguments: str
    returns: str
    body: str
    settings: str = ""

    @property
    def statement(self) -> str:
        """Write the statement that makes it or makes it again; nothing in it can be shadowed by a caller's tables."""
        return (
            f"CREATE OR REPLACE FUNCTION public.{self.name}({self.arguments}) RETURNS {self.returns} "
            f"LANGUAGE plpgsql {self.settings} SET search_path = pg_catalog, pg_temp AS $trial${self.body}$trial$"
        )


def payload_of(row: str, table: str) -> str:
    """Write the SQL of what is sealed of a history row: its values and, as an SQL text given, the name of its table.

    The name is sealed too, or a row could be moved between two histories of the same columns unseen."""
    # JSON straight from the row takes a third of the time that jsonb takes, at each save and at each proof.
    return f"(SELECT row_to_json(r)::text FROM (SELECT {table} AS history_table, {row}.*) AS r)"


_REFUSE_CHANGE = """
BEGIN
    RAISE EXCEPTION 'rows of % are never written, changed or removed this way', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
"""

# The name of the person is looked up, not told; the role is what the person holds there on that day.
_ACT = f"""
DECLARE
    before text := current_setting('trial.context', true);
    name text := nullif('system: ' || nullif(btrim(system), ''), '');
    held text;
    place text;
BEGIN
    IF actor IS NOT NULL THEN
        SELECT coalesce(nullif(btrim(u.full_name), ''), u.username) INTO name
        FROM public.{User._meta.db_table} u WHERE u.id = actor;
        SELECT string_agg(DISTINCT m.role, ', ') INTO held
        FROM public.{Membership._meta.db_table} m
        WHERE m.user_id = actor AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on >= today)
          AND (centre IS NULL OR m.centre_id IS NULL OR m.centre_id = centre);
    END IF;
    IF name IS NULL THEN
        RAISE EXCEPTION 'nobody by this name can act' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF centre IS NOT NULL THEN
        -- Only where the person holds a role of that centre: who serves the whole study acts from none.
        SELECT c.code || ' ' || c.name INTO place FROM public.{Centre._meta.db_table} c
        WHERE c.id = centre AND EXISTS (
            SELECT FROM public.{Membership._meta.db_table} m
            WHERE m.user_id = actor AND m.centre_id = centre
              AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on >= today));
    END IF;
    PERFORM set_config('trial.context', jsonb_strip_nulls(jsonb_build_object(
        'user', actor, 'name', name, 'role', held, 'centre', place,
        'request', nullif(request, ''), 'reason', nullif(btrim(reason), ''), 'reasons', reasons
    ))::text, true);
    RETURN coalesce(before, '');
END
"""

_REFUSE_NOBODY = """
BEGIN
    IF session_user <> current_user AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        RAISE EXCEPTION 'nobody is named for this change of %', changed_table
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'Write by a service, or inside trial.audit.context.acting().';
    END IF;
END
"""

_WHY = f"""
DECLARE
    field text;
    reason jsonb;
    code text;
    why jsonb := '{{}}';
    missing text[] := '{{}}';
BEGIN
    FOREACH field IN ARRAY changed LOOP
        reason := coalesce(given -> field, given -> '*');
        code := coalesce(reason ->> 'code', '');
        IF code NOT IN ({", ".join(f"'{code}'" for code in ReasonCode.values)}) OR code = '{ReasonCode.OTHER}'
           AND length(regexp_replace(coalesce(reason ->> 'text', ''), '\\s', '', 'g')) < {WORDS_MIN} THEN
            missing := missing || field;
        ELSE
            why := why || jsonb_build_object(field, reason);
        END IF;
    END LOOP;
    IF cardinality(missing) > 0 THEN
        RAISE EXCEPTION 'a reason is needed to change %', array_to_string(missing, ', ')
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN why;
END
"""

# At commit and not before: whoever writes at the same time waits only from here to the end of this commit. Each
# statement must see what the last holder of the lock committed, which only READ COMMITTED gives.
_SEAL = f"""
DECLARE
    sealed_payload text;
    sealed_hash bytea;
    last_seq bigint;
    last_hash bytea;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger is written under READ COMMITTED only' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    sealed_payload := {payload_of("NEW", "TG_TABLE_NAME")};
    sealed_hash := sha256(convert_to(sealed_payload, 'UTF8'));
    PERFORM pg_advisory_xact_lock(7105544448);
    SELECT l.seq, l.hash INTO last_seq, last_hash FROM public.trial_ledger l ORDER BY l.seq DESC LIMIT 1;
    IF NOT FOUND THEN
        last_seq := 0;
        last_hash := decode(repeat('00', 32), 'hex');
    END IF;
    INSERT INTO public.trial_ledger (seq, at, history_table, history_id, payload, payload_hash, hash)
    VALUES (last_seq + 1, clock_timestamp(), TG_TABLE_NAME, NEW.history_id, sealed_payload, sealed_hash,
            sha256(last_hash || int8send(last_seq + 1) || sealed_hash));
    RETURN NULL;
END
"""

ACT_ARGUMENTS = (
    "actor bigint, system text, centre bigint, today date, request text, reason text, reasons jsonb"
)

SHARED_FUNCTIONS = (
    Function("trial_refuse_change", "", "trigger", _REFUSE_CHANGE),
    Function("trial_act", ACT_ARGUMENTS, "text", _ACT),
    # Definer: inside, current_user is the owner of the tables; session_user stays who has logged in.
    Function("trial_refuse_nobody", "changed_table text", "void", _REFUSE_NOBODY, "SECURITY DEFINER"),
    Function("trial_why", "changed text[], given jsonb", "jsonb", _WHY),
    # One clock for what is hashed, whatever the writer's session says.
    Function("trial_seal", "", "trigger", _SEAL, "SECURITY DEFINER SET TimeZone = 'UTC'"),
)
