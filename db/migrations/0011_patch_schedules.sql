CREATE TABLE `patch_schedules` (
	`kind` text PRIMARY KEY NOT NULL,
	`schedule` text,
	`action` text NOT NULL,
	`state` text NOT NULL,
	`error` text,
	`set_by` text NOT NULL,
	`opened_at` integer
);
