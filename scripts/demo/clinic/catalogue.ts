/** ICD-10-CM (public domain), with the age from which it is given here and the medicine that goes with it. */
export const CONDITIONS = [
  {
    code: "I10",
    title: "Essential hypertension",
    from: 35,
    share: 0.28,
    medicine: "Lisinopril 10 mg tablet",
  },
  {
    code: "E11.9",
    title: "Type 2 diabetes mellitus",
    from: 40,
    share: 0.12,
    medicine: "Metformin 500 mg tablet",
  },
  { code: "E78.5", title: "Hyperlipidemia", from: 40, share: 0.2, medicine: "Atorvastatin 20 mg tablet" },
  { code: "J45.909", title: "Asthma", from: 4, share: 0.09, medicine: "Salbutamol 100 µg inhaler" },
  { code: "M54.50", title: "Low back pain", from: 20, share: 0.12, medicine: "Ibuprofen 400 mg tablet" },
  {
    code: "K21.9",
    title: "Gastro-esophageal reflux",
    from: 25,
    share: 0.1,
    medicine: "Omeprazole 20 mg capsule",
  },
  {
    code: "F41.1",
    title: "Generalized anxiety disorder",
    from: 16,
    share: 0.07,
    medicine: "Sertraline 50 mg tablet",
  },
  { code: "E03.9", title: "Hypothyroidism", from: 25, share: 0.05, medicine: "Levothyroxine 50 µg tablet" },
  { code: "L20.9", title: "Atopic dermatitis", from: 0, share: 0.05, medicine: "Hydrocortisone 1 % cream" },
  { code: "G43.909", title: "Migraine", from: 14, share: 0.06, medicine: "Sumatriptan 50 mg tablet" },
] as const;

export const ALLERGIES = [
  { title: "Penicillin", category: "medication", reaction: "Anaphylaxis", criticality: "high" },
  { title: "Sulfonamides", category: "medication", reaction: "Rash", criticality: "low" },
  { title: "Latex", category: "environment", reaction: "Contact urticaria", criticality: "low" },
  { title: "Peanut", category: "food", reaction: "Anaphylaxis", criticality: "high" },
  { title: "Shellfish", category: "food", reaction: "Hives", criticality: "low" },
  { title: "Bee venom", category: "environment", reaction: "Swelling", criticality: "high" },
  { title: "Grass pollen", category: "environment", reaction: "Rhinitis", criticality: "low" },
  { title: "Ibuprofen", category: "medication", reaction: "Bronchospasm", criticality: "high" },
] as const;

/** CVX (CDC) codes by the age in months at which they are given. */
export const CHILD_VACCINES = [
  { code: "08", title: "Hepatitis B, pediatric", months: 0 },
  { code: "20", title: "DTaP", months: 2 },
  { code: "10", title: "Polio, inactivated", months: 4 },
  { code: "03", title: "MMR", months: 12 },
  { code: "21", title: "Varicella", months: 15 },
] as const;
export const ADULT_VACCINES = [
  { code: "140", title: "Influenza, seasonal, preservative free" },
  { code: "113", title: "Td, adult" },
  { code: "121", title: "Zoster, live" },
  { code: "133", title: "Pneumococcal conjugate PCV 13" },
] as const;

export const VISITS = [
  { title: "Follow-up", charge: "85.00" },
  { title: "Check-up", charge: "140.00" },
  { title: "Acute visit", charge: "110.50" },
  { title: "Vaccination", charge: "32.75" },
  { title: "Consultation", charge: "196.20" },
] as const;

export const PROVIDERS = [
  { name: "Dr. Amrit Kaur", room: "Room 1" },
  { name: "Dr. Elena Petrova", room: "Room 2" },
  { name: "Dr. Tomás Herrera", room: "Room 3" },
  { name: "Nurse Noor Haddad", room: "Room 4" },
] as const;

/** Median weight (kg) and height (cm) by age in months, rounded, after WHO 2006 and 2007 and CDC 2000: demo data, not a reference. */
export const GROWTH_MEDIANS = [
  [0, 3.3, 49.5],
  [3, 6.1, 60.6],
  [6, 7.6, 66.7],
  [12, 9.3, 74.9],
  [24, 11.9, 86.4],
  [36, 14.1, 95.6],
  [60, 18.3, 109.7],
  [84, 22.7, 121.3],
  [120, 31.6, 138],
  [156, 45.5, 156],
  [216, 61, 170],
] as const;
