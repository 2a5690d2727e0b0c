ALTER TABLE `services` ADD `applied_accounts` text;--> statement-breakpoint
ALTER TABLE `services` ADD `accounts_error` text;