/** Vital signs of the summary in the order they are shown, by LOINC code. Each may come under several codes. */
export const VITAL_SIGNS = [
  { code: "8480-6", title: "Systolic", short: "BP" },
  { code: "8462-4", title: "Diastolic", short: "BP" },
  { code: "8867-4", title: "Heart rate", short: "HR" },
  { code: "9279-1", title: "Respiratory rate", short: "RR" },
  { code: "8310-5", title: "Temperature", short: "Temp" },
  { code: "59408-5", title: "Oxygen saturation", short: "SpO₂" },
  { code: "2708-6", title: "Oxygen saturation", short: "SpO₂" },
  { code: "29463-7", title: "Weight", short: "Weight" },
  { code: "8302-2", title: "Height", short: "Height" },
  { code: "39156-5", title: "BMI", short: "BMI" },
  { code: "9843-4", title: "Head circumference", short: "Head" },
  { code: "8287-5", title: "Head circumference", short: "Head" },
] as const;

/** LOINC panels that hold a blood pressure's two values as components. */
export const BLOOD_PRESSURE_PANELS = ["85354-9", "55284-4"] as const;
