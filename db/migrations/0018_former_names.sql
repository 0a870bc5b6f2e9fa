-- Whoever knew a patient under an earlier family name looks for that one.
ALTER TABLE patient ADD COLUMN former_names text COLLATE "C" NOT NULL DEFAULT '';
COMMENT ON COLUMN patient.former_names IS 'words of family names the patient was listed under before and is not now, latest first; they are among names, too';
