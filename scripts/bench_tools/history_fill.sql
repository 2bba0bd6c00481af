-- A million people and referrals for the bench, about :half households. `n` numbers the referrals (i)
-- and says of which household (h) each is; `said` has sentences, `named` names. Each statement stands
-- alone. The children have the numbers from 10 on, their mothers those from 10 + :half.

INSERT INTO individual (id, root_id, kind, version, born, sex, made_at, made_by, given_name,
    family_name, known_as, nhs_number, upn)
SELECT 10 + h, 10 + h, 'child', 1, '2015-01-01', 'X', '2022-01-01 00:00:00.000000', 1,
    (SELECT word FROM named WHERE at = h % 500), (SELECT word FROM named WHERE at = (h * 3) % 500),
    '', '', ''
FROM (SELECT DISTINCT h FROM n);

INSERT INTO individual (id, root_id, kind, version, sex, made_at, made_by, given_name, family_name,
    known_as, nhs_number, upn)
SELECT 10 + :half + h, 10 + :half + h, 'adult', 1, 'X', '2022-01-01 00:00:00.000000', 1,
    (SELECT word FROM named WHERE at = (h * 7) % 500),
    (SELECT word FROM named WHERE at = (h * 3) % 500), '', '', ''
FROM (SELECT DISTINCT h FROM n);

INSERT INTO child (id, referral_id, individual_id, position, born, sex, given_name, family_name,
    known_as, school, address, nhs_number, upn)
SELECT n.i, n.i, 10 + n.h, 0, '2015-01-01', 'X', (SELECT word FROM named WHERE at = h % 500),
    (SELECT word FROM named WHERE at = (h * 3) % 500), '', '', '', '', ''
FROM n;

INSERT INTO mention (referral_id, individual_id, kind, of_contact, position, role, key, responsible,
    lives_with, at, by, given_name, family_name, known_as, value, note)
SELECT n.i, 10 + :half + n.h, 'adult', 1, 0, 'mother', '', 1, 1, '2022-01-01 00:00:00.000000', 1,
    (SELECT word FROM named WHERE at = (h * 7) % 500),
    (SELECT word FROM named WHERE at = (h * 3) % 500), '', '', ''
FROM n;

INSERT INTO mention (referral_id, kind, of_contact, position, role, key, responsible, lives_with,
    at, by, given_name, family_name, known_as, value, note)
SELECT n.i, 'address', 1, 0, '', n.h || ' high st', 0, 0, '2022-01-01 00:00:00.000000', 1, '', '',
    '', n.h || ' High Street', ''
FROM n;

INSERT INTO mention (referral_id, kind, of_contact, position, role, key, responsible, lives_with,
    at, by, given_name, family_name, known_as, value, note)
SELECT n.i, 'phone', 1, 0, '', '0161' || (n.h % 50000), 0, 0, '2022-01-01 00:00:00.000000', 1, '',
    '', '', '0161 ' || (n.h % 50000), ''
FROM n WHERE n.i % 8 = 0;

INSERT INTO relationship (from_id, to_id, kind, of_contact, at, by, words, ended_because)
SELECT 10 + :half + h, 10 + h, 'parent', 0, '2022-01-01 00:00:00.000000', 1, '', ''
FROM (SELECT DISTINCT h FROM n);

INSERT INTO relationship (from_id, to_id, kind, of_contact, at, by, words, ended_because)
SELECT 10 + :half + h, 11 + h, 'parent', 0, '2022-01-01 00:00:00.000000', 1, '', ''
FROM (SELECT DISTINCT h FROM n) WHERE h % 2 = 0 AND 11 + h IN (SELECT id FROM individual);

INSERT INTO request (id, referral_id, agency_id, version, state, asked_at, asked_by, round,
    timeouts, chased, settled_at, shared, next_contact, settled_because, insisted, question)
SELECT n.i, n.i, 1 + n.i % 3, 1, 'answered', n.at, 1, 1, 0, 0, n.at, '[]', '', '', '',
    'What is held?'
FROM n WHERE n.i % 10 < 3;

INSERT INTO answer (id, request_id, answer, recorded_at, recorded_by, late, on_behalf, partial,
    person, searched, reason)
SELECT n.i, n.i, 'relevant', n.at, 1, 0, 1, 0, 'PC', '', '' FROM n WHERE n.i % 10 < 3;

INSERT INTO passage (answer_id, position, sharing, words)
SELECT n.i, 0, CASE WHEN n.i % 100 = 1 THEN 'decision_maker' ELSE 'hub' END,
    (SELECT words FROM said WHERE at = (n.i * 17) % 4000)
FROM n WHERE n.i % 10 < 3;

INSERT INTO decision (referral_id, outcome, final_rating, decider_id, decided_at, shaped_by,
    rationale, voice, agency_words, would_change, spoken_to, receiver, expected, referrer_words,
    no_voice_because)
SELECT n.i, 'advice_given', 'amber', 1, n.at, '[]',
    (SELECT words FROM said WHERE at = (n.i * 19) % 4000), '', '', '', '', '', '', '', ''
FROM n WHERE n.i % 2 = 0;

INSERT INTO event (seq, at, kind, actor_id, actor, referral_id, version, changes, title, text)
SELECT 1000 + n.i, n.at, 'rated', 1, 'Asha', n.i, 1, '{}', 'Rated amber.', '' FROM n;

INSERT INTO event (seq, at, kind, actor_id, actor, referral_id, version, changes, title, text)
SELECT 2000 + :many + n.i, n.at, CASE WHEN n.i % 2 THEN 'note' ELSE 'decided' END, 1, 'Asha', n.i,
    1, '{}', 'Note', (SELECT words FROM said WHERE at = (n.i * 23) % 4000)
FROM n;
