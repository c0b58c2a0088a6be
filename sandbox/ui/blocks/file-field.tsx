import type { FileInput } from '@slack/types';
import type { ReactNode } from 'react';
import { PickedFiles, usePicking } from '../files';
import { type ElementProps, useActing } from './acting';

/** A dashed box that takes files into a form. */
export function FileElement(props: ElementProps<FileInput>): ReactNode {
  const { aria, beside, keep, locked, place, value } = useActing(props);
  const files = value?.type === 'file_input' ? value.files : [];
  const more = { viewId: place, filetypes: props.element.filetypes };
  const { pick, input } = usePicking((arrived) => keep({ type: 'file_input', files: [...files, ...arrived] }), more);

  function remove(id: string): void {
    if (!locked) keep({ type: 'file_input', files: files.filter((file) => file.id !== id) });
  }

  return (
    <span className="bk-element">
      <fieldset
        id={aria.id}
        className="bk-files"
        aria-labelledby={aria['aria-labelledby']}
        aria-describedby={aria['aria-describedby']}
        aria-disabled={locked}
      >
        <PickedFiles files={files} onRemove={remove} />
        <button type="button" className="button" aria-disabled={locked} onClick={() => locked || pick()}>
          Add files
        </button>
        {input}
      </fieldset>
      {beside}
    </span>
  );
}
