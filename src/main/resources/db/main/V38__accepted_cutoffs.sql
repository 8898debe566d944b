-- Which cut-offs count as those that runs have come to: where nothing has jumped when the run was measured, or a second person has let it go on. Of
-- those that have ended until now, all.
-- The build before it: accepts none. What its replicas complete does not count, and the next run may wait for a second person once more than it had to.
ALTER TABLE retention_run ADD COLUMN cutoff_accepted boolean NOT NULL DEFAULT false;
-- In a restored database, too, which takes nothing else yet.
SELECT set_config('lethe.gate', 'replay', true);
UPDATE retention_run SET cutoff_accepted = true WHERE state IN ('COMPLETED', 'FAILED');
SELECT set_config('lethe.gate', '', true);
