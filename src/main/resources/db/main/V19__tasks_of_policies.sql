-- Policies may have categories of the same name: a run over both makes the tasks of both.
DROP INDEX task_run;
CREATE UNIQUE INDEX task_run ON task (run_id, policy, category, kind, what, recipient) WHERE run_id IS NOT NULL;
