-- +goose Up

-- What owners were sent before there was a reminder ledger goes into it. Of an escalation it was not kept who was told.
INSERT INTO asking (at, by_user, by_source, kind, programme, questionnaire, person, from_user, item, step, nudge, note)
SELECT c.opened_at, '', 'schedule', 'asked', c.programme, q.id, q.owner, '', '', 'ask', '', ''
FROM questionnaire q JOIN cycle c ON c.id = q.cycle
WHERE c.state = 'closed' AND c.reason <> 'imported'
ORDER BY c.opened_at, q.cycle, q.position
ON CONFLICT DO NOTHING;

INSERT INTO asking (at, by_user, by_source, kind, programme, questionnaire, person, from_user, item, step, nudge, note)
SELECT a.at, '', 'schedule',
       CASE WHEN NOT (a.sent) THEN 'dropped' WHEN a.step = 'escalate' THEN 'escalated' ELSE 'nudged' END,
       c.programme, a.questionnaire,
       CASE a.step WHEN 'escalate' THEN '' ELSE q.owner END, CASE a.step WHEN 'escalate' THEN q.owner ELSE '' END,
       '', a.step, '', ''
FROM asked a JOIN questionnaire q ON q.id = a.questionnaire JOIN cycle c ON c.id = q.cycle
WHERE true
ORDER BY a.seq
ON CONFLICT DO NOTHING;

DROP TABLE asked;

-- +goose Down

CREATE TABLE asked (
    seq           BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    questionnaire TEXT COLLATE "C" NOT NULL REFERENCES questionnaire (id),
    step          TEXT             NOT NULL,
    at            TIMESTAMPTZ      NOT NULL,
    sent          BOOLEAN          NOT NULL,
    UNIQUE (questionnaire, step)
);

CREATE TRIGGER asked_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON asked
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO asked (questionnaire, step, at, sent)
SELECT questionnaire, step, MIN(at), bool_or(kind <> 'dropped')
FROM asking
WHERE step <> '' AND step <> 'ask' AND item = '' AND kind IN ('nudged', 'dropped', 'escalated')
GROUP BY questionnaire, step
ORDER BY MIN(seq);
