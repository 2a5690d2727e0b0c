ALTER TABLE `alert_events` ADD `problems` text;--> statement-breakpoint
ALTER TABLE `alerts` ADD `open` text DEFAULT '[]' NOT NULL;