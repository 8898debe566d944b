-- The journal of a run is read in pages in the order of ids: by an export, and by the list of a task's records. With the run
-- alone in the index each page read and sorted all of the run; with the id in it a page reads its own rows. Whatever asked by
-- the run alone finds it by the first column, so the old index goes. Both cascade: every month's partition has the new one and
-- loses the old one, and erasure_month copies it to months to come.
CREATE INDEX erasure_run_record ON erasure (run_id, record_id);
DROP INDEX erasure_run;
