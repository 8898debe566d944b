-- Other replicas work along on a run: on the categories that its owner has found free of brakes, until it winds up.
ALTER TABLE retention_run
  ADD COLUMN shared_policies   text[],
  ADD COLUMN shared_categories text[],
  ADD COLUMN winding           boolean NOT NULL DEFAULT false, -- its owner makes the last pass alone
  ADD COLUMN helped            boolean NOT NULL DEFAULT false, -- another replica has worked along
  ADD CHECK ((shared_policies IS NULL) = (shared_categories IS NULL));
